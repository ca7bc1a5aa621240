package io.headgate.registry.gate;

import static java.util.Objects.requireNonNull;

import io.headgate.platform.registry.GateAnswer.Reason;
import java.time.Instant;
import java.util.List;
import javax.annotation.Nullable;

/**
 * What speaks for or against a gate beside the data's own state.
 *
 * @param late why the dataset, or the partition asked for, is late, or null
 * @param holds holds in force, on the dataset and on the partition asked for
 * @param incidents open incidents that hold the dataset
 * @param inputs why inputs of the partition's run were shut when it began
 * @param unreconciled what the newest reconciliation of the partition's time could not explain, or
 *     null
 * @param unread what the asker needs to have been read, and has not been, or null
 * @param acceptance an operator's word for the partition asked for, or null
 * @param suspects records that the broker took in the partition's time and that speak of a fault of
 *     their producer, the most frequent cause first
 */
public record Circumstances(
    @Nullable Lateness late,
    List<HoldFacts> holds,
    List<IncidentFacts> incidents,
    List<InputFacts> inputs,
    @Nullable Unreconciled unreconciled,
    @Nullable Unread unread,
    @Nullable AcceptanceFacts acceptance,
    List<SuspectFacts> suspects) {
  /** Nothing speaks for or against it. */
  public static final Circumstances NONE =
      new Circumstances(null, List.of(), List.of(), List.of(), null, null, null, List.of());

  public Circumstances {
    holds = List.copyOf(holds);
    incidents = List.copyOf(incidents);
    inputs = List.copyOf(inputs);
    suspects = List.copyOf(suspects);
  }

  /**
   * A window that should be complete.
   *
   * @param key the partition that is missing
   * @param due when it should have been complete
   * @param shuts whether the contract wants the gate shut for it
   */
  public record Lateness(String key, Instant due, boolean shuts) {
    public Lateness {
      requireNonNull(key);
      requireNonNull(due);
    }
  }

  /** A hold in force; {@code partition} is null when it is on the dataset as a whole. */
  public record HoldFacts(
      long holdId,
      @Nullable String partition,
      String reason,
      String who,
      Instant since,
      @Nullable Instant until) {}

  /** An open incident that holds. */
  public record IncidentFacts(long incidentId, String kind, String text, Instant since) {}

  /** Why a partition that was read was shut. */
  public record InputFacts(String dataset, String partition, Reason reason) {}

  /**
   * What has not been read yet.
   *
   * @param frontier up to where has been read, or null
   * @param until up to where is asked for
   */
  public record Unread(@Nullable Instant frontier, Instant until) {}

  /**
   * Suspect records of one cause.
   *
   * @param cause as {@code LedgerRow#suspects} has it
   * @param since when the first of them was committed
   */
  public record SuspectFacts(String cause, long rows, Instant since) {
    public SuspectFacts {
      requireNonNull(cause);
      requireNonNull(since);
    }
  }

  /** An acceptance in force. */
  public record AcceptanceFacts(String reason, String who, Instant since, Instant until) {}
}
