package io.headgate.local.deadletters;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.avro.generic.GenericRecord;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;

/** The raw table, asked for events by id. */
final class RawEvents {
  private final Table raw;
  private final EventIds ids;
  private final String eventTime;

  /**
   * Asks a table.
   *
   * @param eventTime field of the event time
   */
  RawEvents(Table raw, EventIds ids, String eventTime) {
    this.raw = raw;
    this.ids = ids;
    this.eventTime = eventTime;
  }

  /** The event's id as raw would hold it, as text. */
  Optional<String> id(GenericRecord event) {
    return ids.of(event).map(Object::toString);
  }

  /** Ids of those of the events that raw holds, looked up in the partition of their day now. */
  Set<String> present(Collection<GenericRecord> events) {
    Map<LocalDate, Set<Object>> idsByDay = new HashMap<>();
    for (GenericRecord event : events) {
      Optional<Object> id = ids.of(event);
      Optional<LocalDate> day = day(event);
      if (id.isPresent() && day.isPresent()) {
        idsByDay.computeIfAbsent(day.get(), any -> new HashSet<>()).add(id.get());
      }
    }
    raw.refresh();
    Set<String> present = new HashSet<>();
    idsByDay.forEach((day, ids) -> scan(day, ids, present));
    return present;
  }

  private void scan(LocalDate day, Set<Object> wanted, Set<String> present) {
    Expression ofDay = Expressions.equal("event_date", Math.toIntExact(day.toEpochDay()));
    Expression filter = Expressions.and(ofDay, Expressions.in(ids.column(), wanted));
    try (CloseableIterable<Record> rows =
        IcebergGenerics.read(raw).where(filter).select(ids.column()).build()) {
      rows.forEach(row -> present.add(row.getField(ids.column()).toString()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Optional<LocalDate> day(GenericRecord event) {
    return Optional.ofNullable(event.getSchema().getField(eventTime))
        .map(field -> event.get(field.pos()))
        .map(
            time ->
                time instanceof Instant instant
                    ? instant.atZone(ZoneOffset.UTC).toLocalDate()
                    : time instanceof LocalDateTime local ? local.toLocalDate() : null)
        // What was refused may claim any time; raw has no such day.
        .filter(day -> day.getYear() > 0 && day.getYear() <= 9999);
  }
}
