package io.headgate.platform.registry;

/**
 * What became of signals of alert rules.
 *
 * @param recorded changed something
 * @param repeated were known, or are of an older window than the newest of their key
 * @param ignored are of a rule, or of a version of it, that is not in force
 */
public record SignalReceipt(long recorded, long repeated, long ignored) {
  static final SignalReceipt NONE = new SignalReceipt(0, 0, 0);

  SignalReceipt plus(SignalReceipt other) {
    return new SignalReceipt(
        recorded + other.recorded, repeated + other.repeated, ignored + other.ignored);
  }
}
