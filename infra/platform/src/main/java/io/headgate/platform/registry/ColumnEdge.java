package io.headgate.platform.registry;

import static java.util.Objects.requireNonNull;

import javax.annotation.Nullable;

/**
 * That a column of one dataset goes into a column of another, in OpenLineage's terms.
 *
 * @param fromDataset for example {@code raw.flights}, or a topic
 * @param fromColumn its column
 * @param toDataset for example {@code rollup.flights_by_origin_daily}
 * @param toColumn its column, or {@link #ROWS}
 * @param kind whether values go into it, or only decide about it
 * @param subtype {@code IDENTITY}, {@code TRANSFORMATION} or {@code AGGREGATION} of a direct one;
 *     {@code FILTER}, {@code JOIN}, {@code GROUP_BY}, {@code WINDOW}, {@code CONDITIONAL} or {@code
 *     SORT} of an indirect one
 * @param masking how personal data in it is masked: {@code HASH}, {@code REDACT}, {@code TRUNCATE},
 *     or several of them; {@code MASKED} when another system does not say how; null when it is not
 */
public record ColumnEdge(
    String fromDataset,
    String fromColumn,
    String toDataset,
    String toColumn,
    Kind kind,
    String subtype,
    @Nullable String masking) {

  /** In the place of a column: which rows there are, and so every column. */
  public static final String ROWS = "*";

  public ColumnEdge {
    requireNonNull(fromDataset);
    requireNonNull(fromColumn);
    requireNonNull(toDataset);
    requireNonNull(toColumn);
    requireNonNull(kind);
    requireNonNull(subtype);
  }

  /** How a column goes into another. */
  public enum Kind {
    DIRECT,
    INDIRECT
  }
}
