package io.wubdiag.remix.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.javalin.http.Context;
import java.nio.charset.StandardCharsets;

/** Answers as JSON for programs, and as HTML for browsers. */
final class Answers {
  private static final String JSON = "application/json";
  private static final String HTML = "text/html; charset=utf-8";

  private final ObjectMapper mapper;

  Answers(ObjectMapper mapper) {
    this.mapper = mapper;
  }

  /** Whether the client asks for an HTML page. */
  static boolean wantsHtml(Context request) {
    String accepted = request.header("Accept");
    return accepted != null && accepted.contains("text/html");
  }

  void json(Context request, Object data) {
    request.contentType(JSON).header("Cache-Control", "no-store").result(bytes(data));
  }

  void html(Context request, String page) {
    request.contentType(HTML).header("Cache-Control", "no-store").result(page);
  }

  void problem(Context request, HttpProblem problem) {
    request.header("Cache-Control", "no-store");
    problem.headers().forEach(request::header);
    boolean html = wantsHtml(request);
    byte[] body =
        html ? HtmlPages.error(problem).getBytes(StandardCharsets.UTF_8) : bytes(body(problem));
    String type = html ? HTML : JSON;
    if (hasBody(request)) {
      Refusal.send(request, problem.status(), type, body);
    } else {
      request.status(problem.status()).contentType(type).result(body);
    }
  }

  private static boolean hasBody(Context request) {
    return request.req().getContentLengthLong() > 0 || request.header("Transfer-Encoding") != null;
  }

  /** The JSON of an error. */
  static Object body(HttpProblem problem) {
    return new ErrorJson(new ErrorText(problem.code(), problem.message(), problem.hint()));
  }

  private record ErrorJson(ErrorText error) {}

  private record ErrorText(String code, String message, String hint) {}

  byte[] bytes(Object data) {
    try {
      return mapper.writeValueAsBytes(data);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
