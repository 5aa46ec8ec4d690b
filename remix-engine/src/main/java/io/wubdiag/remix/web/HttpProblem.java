package io.wubdiag.remix.web;

import java.util.Map;

/** An error answer: what happened, and what to try. */
final class HttpProblem extends Exception {
  private static final long serialVersionUID = 1;

  private final int status;
  private final String code;
  private final String hint;
  private final transient Map<String, String> headers;

  /**
   * @param status the HTTP status
   * @param code a name for programs, lower case with hyphens; each is in docs/http.md
   * @param message what happened, as a sentence for whoever asked
   * @param hint what to try, as a sentence
   */
  HttpProblem(int status, String code, String message, String hint) {
    this(status, code, message, hint, Map.of());
  }

  /**
   * @param headers to be set in the answer
   */
  HttpProblem(int status, String code, String message, String hint, Map<String, String> headers) {
    super(message, null, false, false);
    this.status = status;
    this.code = code;
    this.hint = hint;
    this.headers = Map.copyOf(headers);
  }

  static HttpProblem noSuchJob() {
    return new HttpProblem(
        404,
        "no-such-job",
        "There is no such remix, or it is no longer kept.",
        "Check the link, or send the song again.");
  }

  int status() {
    return status;
  }

  String code() {
    return code;
  }

  String message() {
    return String.valueOf(getMessage());
  }

  String hint() {
    return hint;
  }

  Map<String, String> headers() {
    return headers;
  }
}
