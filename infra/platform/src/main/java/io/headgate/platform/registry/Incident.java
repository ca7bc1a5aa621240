package io.headgate.platform.registry;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import javax.annotation.Nullable;

/**
 * Something that somebody must look at.
 *
 * @param id the registry's number for it
 * @param kind what it is, for example {@code QUERY_FAILED}
 * @param pipeline pipeline name
 * @param dataset the dataset that it is about, or null
 * @param text what happened and what to do, in words
 * @param openedAt when it began
 * @param closedAt when it passed, or null while it lasts
 */
public record Incident(
    long id,
    String kind,
    String pipeline,
    @Nullable String dataset,
    String text,
    Instant openedAt,
    @Nullable Instant closedAt) {
  /** A query does not run and is not started again. */
  public static final String QUERY_FAILED = "QUERY_FAILED";

  /** More of a pipeline's records than usual go to quarantine. */
  public static final String DEAD_LETTERS_GROW = "DEAD_LETTERS_GROW";

  /** A producer wanted to register a schema that would break readers. */
  public static final String SCHEMA_REFUSED = "SCHEMA_REFUSED";

  /** A window was not complete when the contract's SLA says. */
  public static final String PARTITION_LATE = "PARTITION_LATE";

  /** A window is not complete, and most of the SLA's time is over. */
  public static final String SLA_AT_RISK = "SLA_AT_RISK";

  /** A partition has failed checks, or what was read into it does not add up. */
  public static final String CHECK_FAILED = "CHECK_FAILED";

  /** A scheduled run has failed for good, and its window is not published. */
  public static final String RUN_FAILED = "RUN_FAILED";

  /** Alert rules on a metric, which stands in the dataset's place, cannot be judged. */
  public static final String ALERT_RULE_REFUSED = "ALERT_RULE_REFUSED";

  public Incident {
    requireNonNull(kind);
    requireNonNull(pipeline);
    requireNonNull(text);
    requireNonNull(openedAt);
  }
}
