package io.wubdiag.model;

/** The purpose of a visit by the agent. */
public enum AgentErrand {
  ATTACH("attach"),
  /** Loads the agent, and watches lock orders from then on. */
  ATTACH_WITH_LOCK_ORDER("attach lock-order"),
  DETACH("detach");

  private final String command;

  AgentErrand(String command) {
    this.command = command;
  }

  /** The command for the agent. */
  public String command() {
    return command;
  }
}
