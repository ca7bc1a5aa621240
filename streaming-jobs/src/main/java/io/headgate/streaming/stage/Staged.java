package io.headgate.streaming.stage;

import java.util.List;
import javax.annotation.Nullable;
import org.apache.spark.sql.catalyst.InternalRow;

/**
 * What became of one record. {@link RecordStage} fills the same object for every record, so it, its
 * row and its list are valid until the next one.
 */
public interface Staged {
  /** The three ends of a record. */
  enum Verdict {
    /** An event, masked and enriched. */
    VALID,
    /** An event that the contract's filter leaves out of everything. */
    FILTERED,
    /** For quarantine and dead letters. */
    REJECTED
  }

  Verdict verdict();

  /**
   * The event in the columns of {@link StagePlan#eventType}, null unless it is valid. The row may
   * have more slots than that type has columns; strings point into the record's value.
   */
  @Nullable
  InternalRow event();

  /** The id in the wire header, or null when there was no header. */
  @Nullable
  Integer schemaId();

  /** Name of the event type, for example {@code departure}; null when that cannot be known. */
  @Nullable
  String eventType();

  /** Why it is rejected; null unless it is. */
  @Nullable
  ErrorClass error();

  /** What a person reads about the error, without row contents; null unless it is rejected. */
  @Nullable
  String message();

  /**
   * Of a valid event: names of the broken rules that only warn, and {@code missing:<reference>} for
   * each reference that has no row for it. Mostly empty.
   */
  List<String> warnings();
}
