package io.headgate.compaction;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.PartitionField;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.types.Type;

/** The stretch of time that a partition covers, told from its partition value. */
final class TimeSlice {
  private static final Map<String, ChronoUnit> UNITS =
      Map.of(
          "hour", ChronoUnit.HOURS,
          "day", ChronoUnit.DAYS,
          "month", ChronoUnit.MONTHS,
          "year", ChronoUnit.YEARS);
  private static final LocalDateTime EPOCH = LocalDateTime.of(1970, 1, 1, 0, 0);

  private TimeSlice() {}

  /** When it is over, UTC; empty when no partition field is of time, or its value is null. */
  static Optional<Instant> end(PartitionSpec spec, StructLike partition) {
    List<PartitionField> fields = spec.fields();
    for (int i = 0; i < fields.size(); i++) {
      ChronoUnit unit = unit(spec, fields.get(i));
      Integer ordinal = unit == null ? null : partition.get(i, Integer.class);
      if (ordinal != null) {
        // Iceberg counts hours, days, months and years from the epoch.
        return Optional.of(EPOCH.plus(ordinal + 1L, unit).toInstant(ZoneOffset.UTC));
      }
    }
    return Optional.empty();
  }

  private static ChronoUnit unit(PartitionSpec spec, PartitionField field) {
    boolean date = spec.schema().findType(field.sourceId()).typeId() == Type.TypeID.DATE;
    return field.transform().isIdentity() && date
        ? ChronoUnit.DAYS
        : UNITS.get(field.transform().toString());
  }
}
