package io.wubdiag.remix.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A web server over a {@link FakeService}, and clients for it: what its tests share. */
@Timeout(60)
abstract class RunningWebServer {
  static final WebOptions OPTIONS =
      new WebOptions(
          "127.0.0.1",
          0,
          Set.of("remix.example"),
          1_000_000,
          Duration.ofSeconds(1),
          Duration.ofMillis(50),
          new WebOptions.Limit(8, 4),
          new WebOptions.Limit(300, 250),
          new WebOptions.Limit(6, 3),
          new WebOptions.Limit(400, 300));

  @TempDir Path uploads;
  final HttpClient client = HttpClient.newHttpClient();
  final ObjectMapper mapper = new ObjectMapper();
  FakeService service;
  WebServer web;

  @BeforeEach
  void start() throws IOException {
    service = new FakeService(uploads);
    web = WebServer.start(options(), service);
  }

  WebOptions options() {
    return OPTIONS;
  }

  @AfterEach
  void stop() {
    web.close();
  }

  String finished(String title) {
    String id = service.add("a.mp3");
    service.run(id, 0.3, "Arranging");
    service.play(id, bytes(100_000));
    service.finish(id, title);
    return id;
  }

  static byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) (i * 31 + i / 256);
    }
    return bytes;
  }

  HttpRequest.Builder request(String path, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + web.port() + path));
    return headers.length == 0 ? request : request.headers(headers);
  }

  HttpResponse<String> get(String path, String... headers) throws Exception {
    return client.send(request(path, headers).build(), BodyHandlers.ofString());
  }

  HttpResponse<String> delete(String path) throws Exception {
    return client.send(request(path).DELETE().build(), BodyHandlers.ofString());
  }

  HttpResponse<String> post(String path, byte[] body) throws Exception {
    return client.send(
        request(path).POST(BodyPublishers.ofByteArray(body)).build(), BodyHandlers.ofString());
  }

  void assertProblem(HttpResponse<String> answer, int status, String code) throws IOException {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    JsonNode error = mapper.readTree(answer.body()).path("error");
    assertThat(error.path("code").asText()).isEqualTo(code);
    assertThat(error.path("message").asText()).isNotEmpty();
    assertThat(error.path("hint").asText()).isNotEmpty();
  }

  void assertNothingLeft() {
    await(() -> web.openUploads() == 0 && uploadsAreEmpty());
  }

  boolean uploadsAreEmpty() {
    try (Stream<Path> files = Files.list(uploads)) {
      return files.findAny().isEmpty();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Waits for a condition; the test's timeout limits the wait. */
  static void await(BooleanSupplier condition) {
    while (!condition.getAsBoolean()) {
      Thread.onSpinWait();
      try {
        TimeUnit.MILLISECONDS.sleep(5);
      } catch (InterruptedException e) {
        throw new IllegalStateException("It did not come", e);
      }
    }
  }

  /** A form as browsers send it. */
  final class Form {
    private final java.io.ByteArrayOutputStream body = new java.io.ByteArrayOutputStream();

    Form field(String name, String value) {
      text("--BOUND\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + value);
      text("\r\n");
      return this;
    }

    Form file(String name, String filename, byte[] content) {
      text("--BOUND\r\nContent-Disposition: form-data; name=\"" + name + "\"; filename=\"");
      text(filename.replace("\"", "%22") + "\"\r\nContent-Type: audio/mpeg\r\n\r\n");
      body.writeBytes(content);
      text("\r\n");
      return this;
    }

    private void text(String text) {
      body.writeBytes(text.getBytes(StandardCharsets.UTF_8));
    }

    HttpResponse<String> send(String path, String... headers) throws Exception {
      text("--BOUND--\r\n");
      return client.send(
          request(path, headers)
              .header("Content-Type", "multipart/form-data; boundary=BOUND")
              .POST(BodyPublishers.ofByteArray(body.toByteArray()))
              .build(),
          BodyHandlers.ofString());
    }
  }

  /** A raw connection. */
  final class Raw implements AutoCloseable {
    private final Socket socket;

    Raw() throws IOException {
      this("127.0.0.1");
    }

    /**
     * @param address the client's own address, on the loopback
     */
    Raw(String address) throws IOException {
      socket = new Socket();
      // Small, so that the server soon has to wait for a client that does not read.
      socket.setReceiveBufferSize(4096);
      socket.bind(new InetSocketAddress(address, 0));
      socket.connect(new InetSocketAddress("127.0.0.1", web.port()));
      socket.setSoTimeout(30_000);
    }

    void send(String... lines) throws IOException {
      write((String.join("\r\n", lines) + "\r\n\r\n").getBytes(StandardCharsets.UTF_8));
    }

    void write(byte[] bytes) throws IOException {
      socket.getOutputStream().write(bytes);
    }

    int read() throws IOException {
      return socket.getInputStream().read();
    }

    /** Reads until the server closes. */
    String readAll() {
      StringBuilder text = new StringBuilder();
      try {
        InputStream input = socket.getInputStream();
        for (int c = input.read(); c >= 0; c = input.read()) {
          text.append((char) c);
        }
      } catch (IOException reset) {
        // What came until then counts.
      }
      return text.toString();
    }

    /** Reads until a text has come. */
    String readUntil(String last) throws IOException {
      StringBuilder text = new StringBuilder();
      while (text.indexOf(last) < 0) {
        int c = read();
        if (c < 0) {
          throw new IOException("The stream has ended: " + text);
        }
        text.append((char) c);
      }
      return text.toString();
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  /** A client of a stream of events. */
  final class Events implements AutoCloseable {
    private final InputStream body;
    private final BufferedReader lines;
    String lastId;

    Events(String path) throws Exception {
      HttpResponse<InputStream> answer =
          client.send(request(path).build(), BodyHandlers.ofInputStream());
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.headers().firstValue("Content-Type")).hasValue("text/event-stream");
      body = answer.body();
      lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8));
    }

    String line() throws IOException {
      return lines.readLine();
    }

    JsonNode next() throws IOException {
      for (String line = line(); line != null; line = line()) {
        if (line.startsWith("id: ")) {
          lastId = line.substring(4);
        }
        if (line.startsWith("data: ")) {
          return mapper.readTree(line.substring(6));
        }
      }
      throw new IOException("The stream has ended");
    }

    boolean end() throws IOException {
      String line = line();
      while (line != null && (line.isEmpty() || line.startsWith(":"))) {
        line = line();
      }
      return line == null;
    }

    @Override
    public void close() throws IOException {
      body.close();
    }
  }
}
