package io.wubdiag.remix.web;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import io.javalin.config.JavalinConfig;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.Header;
import io.javalin.http.HttpResponseException;
import io.wubdiag.remix.engine.EngineLoad;
import io.wubdiag.remix.engine.JobStatus;
import io.wubdiag.remix.engine.RemixService;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves the page and its HTTP interface, which docs/http.md describes. No client can make the
 * threads for short requests wait: each upload and each playing remix has a thread of its own,
 * limited by {@link WebOptions}; short answers, streams of events and the bodies of refused
 * requests take none.
 */
public final class WebServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(WebServer.class);

  /** The threads for short requests. */
  private static final int SHORT_REQUESTS = 32;

  /**
   * What the kernel holds for a client that has not read it yet, in bytes. The kernel's own choice
   * can be megabytes: for a client that reads as fast as it plays, the server would then have
   * nothing to write for longer than its idle timeout.
   */
  private static final int SEND_BUFFER = 128 * 1024;

  private static final Map<String, String> HEADERS =
      Map.of(
          "Content-Security-Policy",
          "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; media-src"
              + " 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors"
              + " 'none'",
          "X-Content-Type-Options",
          "nosniff",
          "X-Frame-Options",
          "DENY",
          // Not no-referrer: browsers would then send forms with "Origin: null", and the server
          // would refuse them.
          "Referrer-Policy",
          "same-origin",
          "Cross-Origin-Resource-Policy",
          "same-origin",
          "Cross-Origin-Opener-Policy",
          "same-origin",
          "Permissions-Policy",
          "camera=(), geolocation=(), microphone=()");

  private final RemixService service;
  private final long maxUploadBytes;
  private final SameOrigin sameOrigin;
  private final ScheduledExecutorService timer;
  private final Connections connections;
  private final Refusals refusals;
  private final Uploads uploads;
  private final JobEvents events;
  private final AudioStreams audio;
  private final Answers answers;
  private final Javalin server;

  private WebServer(WebOptions options, RemixService service) {
    ObjectMapper mapper = new ObjectMapper();
    this.service = service;
    this.maxUploadBytes = options.maxUploadBytes();
    this.sameOrigin = new SameOrigin(options);
    this.timer = Executors.newSingleThreadScheduledExecutor(new DaemonThreads("web-timer"));
    Stalls stalls = new Stalls(options.idleTimeout().multipliedBy(2), timer);
    this.connections = new Connections(options, timer);
    this.refusals = new Refusals(options, timer);
    this.uploads = new Uploads(service, options, stalls);
    this.events = new JobEvents(service, mapper, options, timer);
    this.audio = new AudioStreams(service, options);
    this.answers = new Answers(mapper, refusals);
    this.server = Javalin.create(config -> configure(config, options));
  }

  /**
   * Starts the server.
   *
   * @throws IOException the address can't be listened on
   */
  public static WebServer start(WebOptions options, RemixService service) throws IOException {
    WebServer web = new WebServer(options, service);
    try {
      web.server.start();
    } catch (RuntimeException e) {
      web.close();
      throw new IOException(
          "Can't listen on port "
              + options.port()
              + " of "
              + options.host()
              + ". Is another program there? Choose another port.",
          e);
    }
    return web;
  }

  /** The port of the server. */
  public int port() {
    return server.port();
  }

  private void configure(JavalinConfig config, WebOptions options) {
    config.startup.showJavalinBanner = false;
    config.startup.showOldJavalinVersionWarning = false;
    config.startup.startupWatcherEnabled = false;
    config.http.prefer405over404 = true;
    // Audio is already compressed, and events must not wait until a compressor's buffer is full.
    config.http.compressionStrategy = CompressionStrategy.NONE;
    QueuedThreadPool threads = new QueuedThreadPool(SHORT_REQUESTS, 4);
    threads.setName("web");
    threads.setDaemon(true);
    config.jetty.threadPool = threads;
    config.jetty.modifyServer(server -> server.setErrorHandler(new JsonErrors(answers)));
    config.jetty.modifyHttpConfiguration(
        http -> {
          http.setSendServerVersion(false);
          http.setIdleTimeout(options.idleTimeout().toMillis());
          http.addCustomizer(connections);
        });
    config.jetty.addConnector((server, http) -> connector(server, http, options));
    routes(config.routes);
  }

  private ServerConnector connector(Server server, HttpConfiguration http, WebOptions options) {
    HttpConnectionFactory factory = new HttpConnectionFactory(http);
    factory.addEventListener(connections);
    ServerConnector connector = new ServerConnector(server, factory);
    connector.setHost(options.host());
    connector.setPort(options.port());
    connector.setAcceptedSendBufferSize(SEND_BUFFER);
    return connector;
  }

  private void routes(RoutesConfig routes) {
    routes.before(
        request -> {
          HEADERS.forEach(request::header);
          sameOrigin.check(request);
        });
    Assets.addTo(routes);
    routes.post("/jobs", this::submit);
    routes.get("/jobs/{id}", this::show);
    routes.delete("/jobs/{id}", this::cancel);
    routes.get("/jobs/{id}/events", events::ofOne);
    routes.get("/events", events::ofSeveral);
    routes.get("/jobs/{id}/audio", audio::listen);
    routes.head("/jobs/{id}/audio", audio::listen);
    routes.get("/jobs/{id}/download", audio::download);
    routes.head("/jobs/{id}/download", audio::download);
    routes.get("/jobs/{id}/diagnosis", this::diagnosis);
    routes.get("/load", this::load);
    routes.get("/health", this::health);
    routes.exception(HttpProblem.class, (problem, request) -> answers.problem(request, problem));
    routes.exception(
        HttpResponseException.class, (e, request) -> answers.problem(request, problem(e, request)));
    routes.exception(
        Exception.class,
        (e, request) -> {
          if (Wire.isGone(request)) {
            LOG.debug("The client went away", e);
            return;
          }
          LOG.error("Answering {} {} failed", request.method(), request.path(), e);
          answers.problem(request, internal());
        });
  }

  private void submit(Context request) throws HttpProblem {
    uploads.accept(request, status -> accepted(request, status));
  }

  private void accepted(Context request, JobStatus status) {
    String place = "/jobs/" + status.job().id();
    request.header(Header.LOCATION, place);
    if (Answers.wantsHtml(request)) {
      request.status(303);
    } else {
      request.status(201);
      answers.json(request, JobJson.of(status));
    }
  }

  private void show(Context request) throws HttpProblem {
    JobStatus status = find(request);
    request.header(Header.VARY, "Accept");
    if (Answers.wantsHtml(request)) {
      answers.html(request, HtmlPages.job(status));
    } else {
      answers.json(request, JobJson.of(status));
    }
  }

  private void cancel(Context request) throws HttpProblem {
    String id = find(request).job().id();
    if (!service.cancel(id)) {
      throw new HttpProblem(
          409, "too-late", "The job has ended and can't be cancelled.", "Load it again.");
    }
    answers.json(request, JobJson.brief(find(request)));
  }

  private void diagnosis(Context request) throws HttpProblem {
    String id = find(request).job().id();
    String report =
        service
            .diagnosis(id)
            .orElseThrow(
                () ->
                    new HttpProblem(
                        404,
                        "not-diagnosed",
                        "No worker got stuck over this song.",
                        "There is nothing to see."));
    answers.text(request, report);
  }

  private void load(Context request) {
    EngineLoad load = service.load();
    answers.json(
        request,
        new LoadJson(
            load.workers(), load.running(), load.waiting(), load.mayWait(), maxUploadBytes));
  }

  private record LoadJson(
      int workers, int running, int waiting, int mayWait, long maxUploadBytes) {}

  private void health(Context request) {
    EngineLoad load = service.load();
    boolean well = load.workers() > 0;
    request.status(well ? 200 : 503);
    answers.json(request, Map.of("status", well ? "ok" : "no-workers"));
  }

  private JobStatus find(Context request) throws HttpProblem {
    return service.status(request.pathParam("id")).orElseThrow(HttpProblem::noSuchJob);
  }

  /** Answers a request without a route. */
  private static HttpProblem problem(HttpResponseException e, Context request) {
    if (e.getStatus() == 404) {
      return new HttpProblem(
          404, "not-found", "There is nothing here.", "Begin at the page, under /.");
    }
    if (e.getStatus() == 405) {
      String allowed = e.getDetails().getOrDefault("availableMethods", "");
      return new HttpProblem(
          405,
          "method-not-allowed",
          request.req().getMethod() + " is not for " + request.path() + '.',
          "Use " + allowed + '.',
          Map.of("Allow", allowed));
    }
    if (e.getStatus() >= 500) {
      return internal();
    }
    return new HttpProblem(
        e.getStatus(), "bad-request", "The request can't be understood.", "See docs/http.md.");
  }

  private static HttpProblem internal() {
    return new HttpProblem(
        500, "internal", "Something went wrong here.", "Try again; the log says what it was.");
  }

  /** The number of open streams of events. */
  int openEventStreams() {
    return events.open();
  }

  /** The number of remixes that are being sent. */
  int openAudioStreams() {
    return audio.open();
  }

  /** The number of uploads in progress. */
  int openUploads() {
    return uploads.open();
  }

  /** The number of refused requests whose bodies are being discarded. */
  int openRefusals() {
    return refusals.open();
  }

  /** The number of open connections. */
  int openConnections() {
    return connections.open();
  }

  /** Ends all streams and stops the server, within a few seconds. */
  @Override
  public void close() {
    timer.shutdownNow();
    events.close();
    audio.close();
    server.stop();
    uploads.close();
  }
}
