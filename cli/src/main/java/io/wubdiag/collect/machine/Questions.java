package io.wubdiag.collect.machine;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** The questions that a machine can be asked, under their names in recordings. */
final class Questions {
  static final String NOW = "now";
  static final String SLEEP = "sleep";

  private Questions() {}

  static String open(String path) {
    return "open " + path;
  }

  /** The bytes read from the n-th opening of a file. */
  static String content(String path, int opening) {
    return "content " + opening + " " + path;
  }

  static String length(String path) {
    return "length " + path;
  }

  static String openMemory(long pid) {
    return "memory " + pid;
  }

  static String memory(long pid, long address, int length) {
    return "memory " + pid + " " + Long.toHexString(address) + " " + length;
  }

  static String list(String directory) {
    return "list " + directory;
  }

  static String readLink(String path) {
    return "link " + path;
  }

  static String realPath(String path) {
    return "path " + path;
  }

  static String exists(String path) {
    return "exists " + path;
  }

  static String status(String path) {
    return "status " + path;
  }

  /** The passing of a file, without its name, which differs each time. */
  static String pass(String directory) {
    return "pass " + directory;
  }

  /** The final content of the n-th passed file. */
  static String passed(String directory, int number) {
    return "passed " + number + " " + directory;
  }

  static String isAbandoned(String socket) {
    return "abandoned " + socket;
  }

  /** The request up to its first path, which is that of a passed file. */
  static String exchange(String socket, byte[] request) {
    String text = new String(request, StandardCharsets.UTF_8);
    int slash = text.indexOf('/');
    return "exchange " + socket + " " + (slash < 0 ? text : text.substring(0, slash));
  }

  static String prepareQuit(long pid) {
    return "prepare quit " + pid;
  }

  static String quit(long pid) {
    return "quit " + pid;
  }

  static String ask(String request) {
    return "ask helper " + request;
  }

  static String run(List<String> command) {
    return "run " + String.join(" ", command);
  }
}
