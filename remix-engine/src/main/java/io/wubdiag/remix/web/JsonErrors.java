package io.wubdiag.remix.web;

import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

/** Answers malformed requests with JSON errors like all others. */
final class JsonErrors extends ErrorHandler {
  private final Answers answers;

  JsonErrors(Answers answers) {
    this.answers = answers;
  }

  @Override
  protected void generateResponse(
      Request request,
      Response response,
      int status,
      String message,
      Throwable cause,
      Callback callback) {
    HttpProblem problem =
        status >= 500
            ? new HttpProblem(status, "internal", "Something went wrong here.", "Try again.")
            : new HttpProblem(
                status, "bad-request", "The request can't be understood.", "See docs/http.md.");
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
    response.getHeaders().put("X-Content-Type-Options", "nosniff");
    response.write(true, ByteBuffer.wrap(answers.bytes(Answers.body(problem))), callback);
  }
}
