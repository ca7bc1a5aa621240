package io.headgate.local.deadletters;

/** What becomes of a dead letter in a replay. */
public enum Verdict {
  SEND("sent"),
  REPLAYED_ALREADY("skipped: replayed already"),
  IN_RAW("skipped: already in raw"),
  FAILED_AGAIN("skipped: failed again after a replay (--again sends it once more)"),
  SAME_EVENT("skipped: another letter with its event id is sent"),
  PARTITION_GONE("skipped: its topic has no such partition now");

  private final String text;

  Verdict(String text) {
    this.text = text;
  }

  @Override
  public String toString() {
    return text;
  }
}
