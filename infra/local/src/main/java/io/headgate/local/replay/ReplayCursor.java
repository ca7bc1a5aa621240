package io.headgate.local.replay;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;

/** Events of one replay, one at a time, in the order of their arrival. */
final class ReplayCursor implements AutoCloseable {
  private final Schema schema;
  private final long count;
  private final Statement statement;
  private final ResultSet rows;

  ReplayCursor(Connection duckdb, String fromAndWhere, Schema schema) throws SQLException {
    this.schema = schema;
    this.statement = duckdb.createStatement();
    try (ResultSet counted = statement.executeQuery("SELECT count(*) " + fromAndWhere)) {
      counted.next();
      this.count = counted.getLong(1);
    }
    this.rows =
        statement.executeQuery("SELECT * " + fromAndWhere + " ORDER BY arrives_at, event_id");
  }

  /** How many events there are in all. */
  long count() {
    return count;
  }

  boolean next() throws SQLException {
    return rows.next();
  }

  ReplayEvent current() throws SQLException {
    GenericRecord event = new GenericData.Record(schema);
    for (Schema.Field field : schema.getFields()) {
      event.put(field.pos(), value(field));
    }
    return new ReplayEvent(event, instant("arrives_at"));
  }

  private Object value(Schema.Field field) throws SQLException {
    if (field.schema().getLogicalType() instanceof LogicalTypes.TimestampMicros) {
      return ChronoUnit.MICROS.between(Instant.EPOCH, instant(field.name()));
    }
    return rows.getObject(field.name());
  }

  private Instant instant(String column) throws SQLException {
    return rows.getObject(column, LocalDateTime.class).toInstant(ZoneOffset.UTC);
  }

  @Override
  public void close() throws SQLException {
    statement.close();
  }
}
