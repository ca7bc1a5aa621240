package io.headgate.platform.registry;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import javax.annotation.Nullable;

/**
 * Whether all that a pipeline read is accounted for: records of the topics against raw and
 * quarantine, and windows in ClickHouse against raw.
 *
 * @param pipeline pipeline name
 * @param from start of the time that was looked at, or null for all
 * @param until its end, exclusive, or null for all
 * @param explained whether nothing is missing, repeated or different without a reason
 * @param balances sums per topic partition
 * @param findings ranges of offsets; explained ones may be left out when there are many
 * @param windows windows that differ
 * @param notes what was not looked at, in words
 */
public record Reconciliation(
    String pipeline,
    @Nullable Instant from,
    @Nullable Instant until,
    boolean explained,
    List<Balance> balances,
    List<OffsetFinding> findings,
    List<WindowFinding> windows,
    List<String> notes,
    Instant startedAt,
    Instant endedAt) {

  public Reconciliation {
    requireNonNull(pipeline);
    balances = List.copyOf(balances);
    findings = List.copyOf(findings);
    windows = List.copyOf(windows);
    notes = List.copyOf(notes);
    requireNonNull(startedAt);
    requireNonNull(endedAt);
  }

  /** What became of an offset that is not once in raw or quarantine, as it should. */
  public enum Kind {
    /** The topic has a record, and neither raw nor quarantine nor a reason. */
    MISSING(false),
    /** It is in raw and quarantine more than once. */
    REPEATED(false),
    /** Rows are there as they should, and the ledger tells another number. */
    UNBALANCED(false),
    /** The topic has no record: a transaction's marker, or aborted, or compacted. */
    NO_RECORD(true),
    /** The contract's filter left it out. */
    FILTERED(true),
    /** A person accepted its loss. */
    ACCEPTED_GAP(true),
    /** The topic has it no longer; by the ledger's counts nothing is missing. */
    NO_LONGER_IN_TOPIC(true);

    private final boolean explained;

    Kind(boolean explained) {
      this.explained = explained;
    }

    public boolean isExplained() {
      return explained;
    }
  }

  /**
   * Sums of one topic partition.
   *
   * @param from first offset that the ledger knows
   * @param until first offset that it does not know yet
   * @param raw rows in raw
   * @param quarantined rows in quarantine
   * @param others offsets per kind that are not, or more than once, there
   */
  public record Balance(
      String topic,
      int partition,
      long from,
      long until,
      long raw,
      long quarantined,
      Map<Kind, Long> others) {
    public Balance {
      requireNonNull(topic);
      others = Map.copyOf(others);
    }
  }

  /** Offsets {@code [from, until)} of one topic partition that share a fate. */
  public record OffsetFinding(String topic, int partition, long from, long until, Kind kind) {
    public OffsetFinding {
      requireNonNull(topic);
      requireNonNull(kind);
    }
  }

  /**
   * A row that is not the same in both.
   *
   * @param aggregate the streaming aggregate, or the dataset of a rollup whose final windows differ
   * @param key its dimensions
   * @param inRaw measures computed from raw, for final windows those in the lake; null when there
   *     is no such row
   * @param served measures in ClickHouse, or null when it has no such row
   * @param explained whether the stream told that it could not count records of the window
   */
  public record WindowFinding(
      String aggregate,
      Instant windowStart,
      String key,
      @Nullable String inRaw,
      @Nullable String served,
      boolean explained) {
    public WindowFinding {
      requireNonNull(aggregate);
      requireNonNull(windowStart);
      requireNonNull(key);
    }
  }
}
