package io.wubdiag.remix.web;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.MultiPart;
import org.eclipse.jetty.io.Content;
import org.jspecify.annotations.Nullable;

/**
 * Parses a form (multipart/form-data, RFC 7578) as it arrives, and writes the song to its file at
 * once. Unknown fields are ignored.
 */
final class UploadForm implements MultiPart.Parser.Listener {
  /** The greatest size of a form without the song. */
  static final int OVERHEAD = 64 * 1024;

  private static final int MAX_FIELD = 4096;

  private final Upload upload;
  private final MultiPart.Parser parser;
  private final Map<String, String> disposition = new HashMap<>();
  private final ByteArrayOutputStream field = new ByteArrayOutputStream();
  private @Nullable Exception failure;
  private boolean complete;

  UploadForm(Upload upload, String boundary) {
    this.upload = upload;
    this.parser = new MultiPart.Parser(boundary, this);
    parser.setMaxParts(20);
    parser.setPartHeadersMaxLength(16 * 1024);
  }

  /** The boundary of a content type; null if it is not that of a form. */
  static @Nullable String boundary(@Nullable String contentType) {
    Map<String, String> parameters = new HashMap<>();
    String type = HttpField.getValueParameters(contentType == null ? "" : contentType, parameters);
    boolean form = type != null && type.toLowerCase(Locale.ROOT).equals("multipart/form-data");
    // The map has a null for "boundary=".
    String boundary = parameters.get("boundary");
    return form ? (boundary == null ? "" : boundary) : null;
  }

  /**
   * Parses more of the form.
   *
   * @param last whether that is all
   */
  void parse(ByteBuffer part, boolean last) throws HttpProblem, IOException {
    parser.parse(Content.Chunk.from(part, last));
    if (failure instanceof HttpProblem problem) {
      throw problem;
    }
    if (failure instanceof IOException problem) {
      throw problem;
    }
    if (failure != null || last && !complete) {
      throw malformed();
    }
  }

  static HttpProblem malformed() {
    return new HttpProblem(
        400,
        "bad-form",
        "The form can't be read.",
        "Send multipart/form-data with the fields style and song, as a browser does.");
  }

  @Override
  public void onPartBegin() {
    disposition.clear();
    field.reset();
  }

  @Override
  public void onPartHeader(String header, String value) {
    if (header.equalsIgnoreCase("Content-Disposition")) {
      HttpField.getValueParameters(value, disposition);
    }
  }

  @Override
  public void onPartHeaders() {
    String sent = disposition.get("filename");
    if (isSong() && sent != null) {
      attempt(() -> upload.setName(unescaped(sent)));
    }
  }

  private boolean isSong() {
    return "song".equals(disposition.get("name"));
  }

  /** Reverts the escapes of browsers in names. */
  private static String unescaped(String name) {
    return name.replace("%22", "\"").replace("%0D", "\r").replace("%0A", "\n");
  }

  @Override
  public void onPartContent(Content.Chunk chunk) {
    ByteBuffer content = chunk.getByteBuffer();
    if (isSong()) {
      attempt(() -> upload.append(content));
    } else if (field.size() + content.remaining() <= MAX_FIELD) {
      byte[] bytes = new byte[content.remaining()];
      content.get(bytes);
      field.writeBytes(bytes);
    } else {
      attempt(
          () -> {
            throw malformed();
          });
    }
  }

  @Override
  public void onPartEnd() {
    if ("style".equals(disposition.get("name"))) {
      attempt(() -> upload.setStyle(field.toString(StandardCharsets.UTF_8)));
    }
  }

  @Override
  public void onComplete() {
    complete = true;
  }

  @Override
  public void onFailure(Throwable thrown) {
    if (failure == null) {
      failure = malformed();
    }
  }

  /** The parser has no way for a listener's exception: it is kept until the parser returns. */
  private void attempt(Step step) {
    if (failure != null) {
      return;
    }
    try {
      step.run();
    } catch (HttpProblem | IOException e) {
      failure = e;
    }
  }

  private interface Step {
    void run() throws HttpProblem, IOException;
  }
}
