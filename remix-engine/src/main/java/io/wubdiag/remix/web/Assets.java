package io.wubdiag.remix.web;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** The files of the page. The list is fixed, so no path leads to another file. */
final class Assets {
  private static final String HTML = "text/html; charset=utf-8";
  private static final String SCRIPT = "text/javascript; charset=utf-8";
  private static final Map<String, String> TYPES =
      Map.of(
          "index.html", HTML,
          "page.css", "text/css; charset=utf-8",
          "icon.svg", "image/svg+xml",
          "page.js", SCRIPT,
          "events.js", SCRIPT,
          "job-card.js", SCRIPT,
          "song-picture.js", SCRIPT,
          "upload.js", SCRIPT);

  /** Further paths of files. Browsers ask for /favicon.ico by themselves. */
  private static final Map<String, List<String>> PATHS =
      Map.of("index.html", List.of("/"), "icon.svg", List.of("/icon.svg", "/favicon.ico"));

  private Assets() {}

  static void addTo(RoutesConfig routes) {
    TYPES.forEach(
        (name, type) -> {
          byte[] content = read(name);
          String tag = '"' + digest(content) + '"';
          for (String path : PATHS.getOrDefault(name, List.of("/" + name))) {
            routes.get(path, request -> answer(request, type, tag, content));
            routes.head(path, request -> answer(request, type, tag, content));
          }
        });
  }

  /** The text of a file. */
  static String text(String name) {
    return new String(read(name), StandardCharsets.UTF_8);
  }

  private static void answer(Context request, String type, String tag, byte[] content) {
    request.header("ETag", tag).header("Cache-Control", "no-cache");
    if (tag.equals(request.header("If-None-Match"))) {
      request.status(304);
      return;
    }
    request.contentType(type);
    Reply.send(request, content);
  }

  private static byte[] read(String name) {
    try (InputStream content = Assets.class.getResourceAsStream(name)) {
      if (content == null) {
        throw new IllegalStateException("The program's file " + name + " is missing");
      }
      return content.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String digest(byte[] content) {
    try {
      byte[] sum = MessageDigest.getInstance("SHA-256").digest(content);
      return HexFormat.of().formatHex(sum, 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
