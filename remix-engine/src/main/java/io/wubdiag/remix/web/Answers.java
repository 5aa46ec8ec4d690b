package io.wubdiag.remix.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.javalin.http.Context;
import java.nio.charset.StandardCharsets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers as JSON for programs, and as HTML for browsers. */
final class Answers {
  private static final Logger LOG = LoggerFactory.getLogger(Answers.class);
  private static final String JSON = "application/json";
  private static final String HTML = "text/html; charset=utf-8";
  private static final String TEXT = "text/plain; charset=utf-8";

  private final ObjectMapper mapper;
  private final Refusals refusals;

  Answers(ObjectMapper mapper, Refusals refusals) {
    this.mapper = mapper;
    this.refusals = refusals;
  }

  /** Whether the client asks for an HTML page. */
  static boolean wantsHtml(Context request) {
    String accepted = request.header("Accept");
    return accepted != null && accepted.contains("text/html");
  }

  void json(Context request, Object data) {
    send(request, JSON, bytes(data));
  }

  void html(Context request, String page) {
    send(request, HTML, page.getBytes(StandardCharsets.UTF_8));
  }

  void text(Context request, String text) {
    send(request, TEXT, text.getBytes(StandardCharsets.UTF_8));
  }

  private static void send(Context request, String type, byte[] body) {
    request.contentType(type).header("Cache-Control", "no-store");
    Reply.send(request, body);
  }

  /** Answers with a problem, if there is somebody to answer. */
  void problem(Context request, HttpProblem problem) {
    try {
      answer(request, problem);
    } catch (IllegalStateException e) {
      if (!Wire.isGone(request)) {
        throw e;
      }
      LOG.debug("The client went away", e);
    }
  }

  private void answer(Context request, HttpProblem problem) {
    request.status(problem.status()).header("Cache-Control", "no-store");
    problem.headers().forEach(request::header);
    boolean html = wantsHtml(request);
    byte[] body =
        html ? HtmlPages.error(problem).getBytes(StandardCharsets.UTF_8) : bytes(body(problem));
    request.contentType(html ? HTML : JSON);
    if (hasBody(request)) {
      refusals.send(request, body);
    } else {
      Reply.send(request, body);
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
