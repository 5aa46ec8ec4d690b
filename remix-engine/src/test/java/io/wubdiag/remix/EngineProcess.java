package io.wubdiag.remix;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** {@code remix serve} as a user starts it, on a port of its own, and its HTTP interface. */
final class EngineProcess implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** The kernel's number for it (proc(5)). */
  private static final String ESTABLISHED = "01";

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  static {
    // So that the engine's sockets can be counted: none shall be kept for another request.
    System.setProperty("jdk.httpclient.keepalive.timeout", "0");
  }

  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private final Path home;
  private final Process process;
  private final URI url;

  private EngineProcess(Path home, Process process, URI url) {
    this.home = home;
    this.process = process;
    this.url = url;
  }

  /**
   * Starts an engine, and waits until its workers are ready.
   *
   * @param home where its data, its temporary files and what it prints go
   */
  static EngineProcess start(Path home, String... options) throws Exception {
    EngineProcess engine = startOnly(home, options);
    await(
        () -> {
          JsonNode load = engine.json("load");
          return load.get("workers").asInt() > 0;
        });
    return engine;
  }

  /** Starts an engine that may or may not have workers. */
  static EngineProcess startOnly(Path home, String... options) throws Exception {
    Path err = home.resolve("stderr.txt");
    Process process =
        command(home, home.resolve("data"), options).redirectError(err.toFile()).start();
    String line =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))
            .readLine();
    assertThat(line).as(Files.readString(err)).matches("http://.*:[0-9]+/");
    return new EngineProcess(home, process, URI.create(line));
  }

  /** The command, with temporary files of its own. */
  static ProcessBuilder command(Path home, Path data, String... options) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(System.getProperty("remix.launcher"));
    command.addAll(List.of("serve", "--directory", data.toString()));
    if (!List.of(options).contains("--port")) {
      command.addAll(List.of("--port", "0"));
    }
    command.addAll(List.of(options));
    ProcessBuilder builder = new ProcessBuilder(command);
    Path temporary = Files.createDirectories(home.resolve("tmp"));
    builder.environment().put("JDK_JAVA_OPTIONS", "-Djava.io.tmpdir=" + temporary);
    return builder;
  }

  Path data() {
    return home.resolve("data");
  }

  URI url() {
    return url;
  }

  long pid() {
    return process.pid();
  }

  Process process() {
    return process;
  }

  // --- requests ---

  HttpResponse<String> post(String path, HttpRequest.BodyPublisher body, String type) {
    HttpRequest request =
        HttpRequest.newBuilder(url.resolve(path)).header("Content-Type", type).POST(body).build();
    return send(request);
  }

  HttpResponse<String> send(HttpRequest request) {
    try {
      return HTTP.send(request, BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  static HttpClient http() {
    return HTTP;
  }

  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(url.resolve(path)).timeout(PATIENCE);
  }

  JsonNode json(String path) {
    HttpResponse<String> answer = send(request(path).build());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return parsed(answer.body());
  }

  JsonNode job(String id) {
    return json("jobs/" + id);
  }

  byte[] bytes(String path) throws IOException, InterruptedException {
    HttpResponse<byte[]> answer = HTTP.send(request(path).build(), BodyHandlers.ofByteArray());
    assertThat(answer.statusCode()).isEqualTo(200);
    return answer.body();
  }

  HttpRequest upload(Path song, String name) throws IOException {
    String query = "style=dubstep&name=" + URLEncoder.encode(name, StandardCharsets.UTF_8);
    return request("jobs?" + query).POST(BodyPublishers.ofFile(song)).build();
  }

  /** Sends a song that must be accepted, and returns the job's id. */
  String submit(Path song, String name) throws IOException {
    HttpResponse<String> answer = send(upload(song, name));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    return parsed(answer.body()).get("id").asText();
  }

  String submit(Path song) throws IOException {
    return submit(song, song.getFileName().toString());
  }

  static JsonNode parsed(String json) {
    try {
      return JSON.readTree(json);
    } catch (IOException e) {
      throw new AssertionError(json, e);
    }
  }

  /** Follows a job's events up to the first that is as wanted, or the last. */
  JsonNode follow(String id, Predicate<JsonNode> wanted) throws Exception {
    HttpResponse<InputStream> answer =
        HTTP.send(request("jobs/" + id + "/events").build(), BodyHandlers.ofInputStream());
    JsonNode last = null;
    try (InputStream body = answer.body()) {
      var lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8));
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith("data: ")) {
          last = parsed(line.substring(6));
          if (wanted.test(last)) {
            return last;
          }
        }
      }
    }
    return last;
  }

  /** Waits for a job's end. */
  JsonNode end(String id) throws Exception {
    JsonNode last = follow(id, job -> false);
    assertThat(last.get("state").asText()).isIn("done", "failed", "cancelled");
    return last;
  }

  void assertDone(String id) throws Exception {
    JsonNode job = end(id);
    assertThat(job.get("state").asText()).as(job + "\n" + log()).isEqualTo("done");
  }

  /** Waits until a job is being done, and returns the pid of the worker that is at it. */
  long workerAt(String id) throws Exception {
    JsonNode job = follow(id, seen -> seen.get("state").asText().equals("running"));
    assertThat(job.get("state").asText()).isEqualTo("running");
    Pattern started =
        Pattern.compile("\\{" + Pattern.quote(id) + "} Started by .*\\(pid (\\d+)\\)");
    Matcher matcher = started.matcher(log());
    long pid = 0;
    while (matcher.find()) {
      pid = Long.parseLong(matcher.group(1));
    }
    assertThat(pid).as(log()).isPositive();
    return pid;
  }

  String log() throws IOException {
    return Files.readString(data().resolve("log/remix.log"));
  }

  // --- what it uses ---

  List<ProcessHandle> workers() {
    return process.toHandle().descendants().toList();
  }

  int descriptors() {
    try (Stream<Path> all = Files.list(Path.of("/proc/" + pid() + "/fd"))) {
      return (int) all.count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Connections of its HTTP server that are open, by the kernel's table. */
  int sockets() {
    String local = ":%04X".formatted(url.getPort());
    try (Stream<String> all = Files.lines(Path.of("/proc/net/tcp6"))) {
      return (int)
          all.map(line -> line.strip().split(" +"))
              .filter(column -> column[1].endsWith(local) && column[3].equals(ESTABLISHED))
              .count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Files that are of no job that is done: on their way in, songs, workers', temporary ones. */
  Set<String> leftovers() {
    try (Stream<Path> all = Files.walk(home)) {
      return all.filter(Files::isRegularFile)
          .map(file -> home.relativize(file).toString())
          .filter(
              file ->
                  file.matches("tmp/.*|data/uploads/.*|data/workers/running/.*|data/jobs/.*/song"))
          .collect(Collectors.toCollection(TreeSet::new));
    } catch (UncheckedIOException e) {
      return Set.of("something that was just deleted"); // asked again
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits until something is so that is about to be; fails if it never is. */
  static void await(BooleanSupplier condition) throws InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("it never became so").isLessThan(end);
      TimeUnit.MILLISECONDS.sleep(20);
    }
  }

  static void signal(String name, long pid) {
    Command.output("kill", "-" + name, Long.toString(pid));
  }

  /** Ends it by SIGTERM, and returns its exit code. */
  int stop() throws InterruptedException {
    process.destroy();
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    return process.exitValue();
  }

  @Override
  public void close() throws InterruptedException {
    List<ProcessHandle> workers = workers();
    process.destroy();
    if (!process.waitFor(30, TimeUnit.SECONDS)) {
      workers.forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }
}
