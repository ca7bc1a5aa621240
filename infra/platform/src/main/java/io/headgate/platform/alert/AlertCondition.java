package io.headgate.platform.alert;

/** What a rule holds a metric against. */
public enum AlertCondition {
  /** The value of a window is above the threshold. */
  GREATER_THAN,

  /** The value of a closed window is below the threshold. */
  LESS_THAN,

  /**
   * The value differs from that of the window before by more than the threshold, a share: 0.5 is by
   * more than half, up or down.
   */
  RATE_OF_CHANGE,

  /** No event of the metric came in a closed window. */
  ABSENT,

  /**
   * The value lies more than the threshold, in standard deviations, off the values of the same hour
   * in the weeks before.
   */
  Z_SCORE
}
