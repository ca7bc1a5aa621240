package io.headgate.platform.contract;

/** What happens to an event that breaks a rule. */
public enum RuleAction {
  /** The event counts; the break is counted. */
  WARN,
  /** The event goes to quarantine and dead letters. */
  QUARANTINE,
  /** The stream stops and starts only by hand. */
  STOP
}
