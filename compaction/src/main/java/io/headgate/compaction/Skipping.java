package io.headgate.compaction;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * What the recorded queries read of a table, over all of them and as often as each was asked.
 *
 * @param files that the table has, so what they would read without skipping
 * @param filesRead that they read
 * @param bytesRead size of those
 */
public record Skipping(long files, long filesRead, long bytesRead) {
  /** No query was recorded. */
  static final Skipping NOTHING = new Skipping(0, 0, 0);

  @JsonProperty
  public long filesSkipped() {
    return files - filesRead;
  }
}
