package io.wubdiag.remix.web;

import java.time.Duration;
import java.util.Set;

/**
 * The options of the web server.
 *
 * @param host the address to listen on
 * @param port the port to listen on; 0 for any that is free
 * @param hosts names by which the page may be asked for, besides those of the machine's loopback:
 *     on a loopback address, a request that names another host is refused, since a page of another
 *     site sent it (DNS rebinding). On any other address all names are taken
 * @param maxUploadBytes how long a song's file may be
 * @param idleTimeout how long a client may be silent in the middle of a request or an answer
 * @param keepAlive how often a stream of events that has none says that it is still there
 * @param uploads songs on their way in, each of which takes a thread
 * @param events streams of events, none of which takes a thread
 * @param audio remixes on their way out, each of which takes a thread
 * @param connections open connections, with or without a request
 */
public record WebOptions(
    String host,
    int port,
    Set<String> hosts,
    long maxUploadBytes,
    Duration idleTimeout,
    Duration keepAlive,
    Limit uploads,
    Limit events,
    Limit audio,
    Limit connections) {
  /** The defaults: on loopback only, songs of up to 100 MB. */
  public static final WebOptions DEFAULT =
      new WebOptions(
          "127.0.0.1",
          8140,
          Set.of(),
          100_000_000,
          Duration.ofSeconds(30),
          Duration.ofSeconds(10),
          new Limit(32, 8),
          new Limit(1000, 300),
          new Limit(64, 16),
          new Limit(2000, 400));

  public WebOptions {
    hosts = Set.copyOf(hosts);
  }

  /** Returns options with another address. */
  public WebOptions at(String newHost, int newPort) {
    return new WebOptions(
        newHost,
        newPort,
        hosts,
        maxUploadBytes,
        idleTimeout,
        keepAlive,
        uploads,
        events,
        audio,
        connections);
  }

  /** Returns options with another limit of the file size. */
  public WebOptions withMaxUploadBytes(long bytes) {
    return new WebOptions(
        host, port, hosts, bytes, idleTimeout, keepAlive, uploads, events, audio, connections);
  }

  /** Returns options with further host names. */
  public WebOptions withHosts(Set<String> names) {
    return new WebOptions(
        host,
        port,
        names,
        maxUploadBytes,
        idleTimeout,
        keepAlive,
        uploads,
        events,
        audio,
        connections);
  }

  /**
   * A limit of concurrent requests.
   *
   * @param total of all clients
   * @param perClient of one client, by its address
   */
  public record Limit(int total, int perClient) {}
}
