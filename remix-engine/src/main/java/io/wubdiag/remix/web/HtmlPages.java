package io.wubdiag.remix.web;

import io.wubdiag.remix.engine.JobStatus;
import io.wubdiag.remix.job.Job;
import io.wubdiag.remix.job.JobState;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Pages for browsers without scripts, and for errors. */
final class HtmlPages {
  private static final Pattern PLACE = Pattern.compile("\\{\\{(\\w+)}}");
  private static final String ERROR = Assets.text("error.html");
  private static final String JOB = Assets.text("job.html");

  private HtmlPages() {}

  static String error(HttpProblem problem) {
    return fill(
        ERROR,
        Map.of(
            "status", String.valueOf(problem.status()),
            "message", problem.message(),
            "hint", problem.hint()));
  }

  /** The page of a job. Until the job has ended, the page reloads itself every few seconds. */
  static String job(JobStatus status) {
    Job job = status.job();
    boolean done = job.state() == JobState.DONE;
    return fill(
        JOB,
        Map.of(
            "id", job.id(),
            "name", job.title() == null ? job.name() : job.title(),
            "refresh", job.state().isFinal() ? "86400" : "3",
            "percent", String.valueOf(Math.round(status.share() * 100)),
            "text", describe(status),
            "doneHidden", done ? "" : "hidden",
            "workHidden", job.state().isFinal() ? "hidden" : "",
            "diagnosisHidden", status.diagnosed() ? "" : "hidden"));
  }

  private static String describe(JobStatus status) {
    String failure = status.job().failure();
    return switch (status.job().state()) {
      case QUEUED -> "Number " + status.placeInLine() + " in line";
      case RUNNING -> status.text();
      case DONE -> "The remix is done.";
      case FAILED -> "That song didn't work. " + (failure == null ? "" : failure);
      case CANCELLED -> "Cancelled.";
    };
  }

  private static String fill(String template, Map<String, String> values) {
    return PLACE
        .matcher(template)
        .replaceAll(
            place -> Matcher.quoteReplacement(escape(values.getOrDefault(place.group(1), ""))));
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }
}
