package io.wubdiag.model;

/** What the agent is visited for. */
public enum AgentErrand {
  ATTACH("attach"),
  /** The same, and the order of locks is watched from then on. */
  ATTACH_WITH_LOCK_ORDER("attach lock-order"),
  DETACH("detach");

  private final String command;

  AgentErrand(String command) {
    this.command = command;
  }

  /** As the agent is told of it. */
  public String command() {
    return command;
  }
}
