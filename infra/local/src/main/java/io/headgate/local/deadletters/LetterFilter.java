package io.headgate.local.deadletters;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Set;
import javax.annotation.Nullable;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;

/**
 * Which dead letters a person means; null is all.
 *
 * @param reason error class
 * @param schemaId schema id in the value
 * @param topic topic that the record came from
 * @param since refused at this instant or later
 * @param until refused before this instant
 * @param positions these alone; none for all
 */
public record LetterFilter(
    @Nullable String reason,
    @Nullable Integer schemaId,
    @Nullable String topic,
    @Nullable Instant since,
    @Nullable Instant until,
    Set<Position> positions) {
  /** Every dead letter. */
  public static final LetterFilter ALL = new LetterFilter(null, null, null, null, null, Set.of());

  public LetterFilter {
    positions = Set.copyOf(positions);
  }

  static LetterFilter of(Position position) {
    return new LetterFilter(null, null, null, null, null, Set.of(position));
  }

  /** The filter as Iceberg prunes files by it. */
  Expression expression() {
    Expression all = Expressions.alwaysTrue();
    if (reason != null) {
      all = Expressions.and(all, Expressions.equal("_error_class", reason));
    }
    if (schemaId != null) {
      all = Expressions.and(all, Expressions.equal("_schema_id", schemaId));
    }
    if (topic != null) {
      all = Expressions.and(all, Expressions.equal("_topic", topic));
    }
    if (since != null) {
      all = Expressions.and(all, Expressions.greaterThanOrEqual("_failed_at", micros(since)));
    }
    if (until != null) {
      all = Expressions.and(all, Expressions.lessThan("_failed_at", micros(until)));
    }
    return positions.isEmpty() ? all : Expressions.and(all, anyOfPositions());
  }

  private Expression anyOfPositions() {
    return positions.stream()
        .map(
            position ->
                Expressions.and(
                    Expressions.equal("_topic", position.topic()),
                    Expressions.equal("_topic_partition", position.partition()),
                    Expressions.equal("_offset", position.offset())))
        .reduce(Expressions.alwaysFalse(), Expressions::or);
  }

  private static long micros(Instant instant) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
  }
}
