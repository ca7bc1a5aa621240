package io.headgate.local.deadletters;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import javax.annotation.Nullable;
import org.apache.iceberg.data.Record;

/**
 * Dead letters of one kind.
 *
 * @param errorClass kind of failure
 * @param schemaId schema id in their values, or null
 * @param letters how many
 * @param first when the oldest was refused
 * @param last when the newest was refused
 */
record LetterSummary(
    String errorClass, @Nullable Integer schemaId, long letters, Instant first, Instant last) {
  LetterSummary {
    requireNonNull(errorClass);
    requireNonNull(first);
    requireNonNull(last);
  }

  static LetterSummary of(Record row) {
    Instant failedAt = LetterRows.instant(row, "_failed_at");
    return new LetterSummary(
        LetterRows.text(row, "_error_class"),
        (Integer) row.getField("_schema_id"),
        1,
        failedAt,
        failedAt);
  }

  LetterSummary and(LetterSummary other) {
    return new LetterSummary(
        errorClass,
        schemaId,
        letters + other.letters,
        first.isBefore(other.first) ? first : other.first,
        last.isAfter(other.last) ? last : other.last);
  }
}
