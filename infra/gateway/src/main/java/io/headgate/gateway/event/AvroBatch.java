package io.headgate.gateway.event;

import io.headgate.http.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import javax.annotation.Nullable;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;

/** Reads a batch that is one Avro datum of {@link #SCHEMA}; payloads stay the bytes they are. */
public final class AvroBatch {
  /** What stands around the payloads. */
  public static final Schema SCHEMA = schema();

  private AvroBatch() {}

  private static Schema schema() {
    try (InputStream text = AvroBatch.class.getResourceAsStream("event_batch.avsc")) {
      return new Schema.Parser().parse(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads it. */
  public static IncomingBatch read(byte[] body) {
    GenericRecord batch;
    try {
      batch = AvroDatum.read(SCHEMA, body);
    } catch (MalformedDatumException e) {
      throw Problem.badRequest(
          "Cannot read the body: it is no datum of the record EventBatch (%s). Send one, without a header."
              .formatted(e.getMessage()));
    }
    Integer version = (Integer) batch.get("schema_version");
    if (version != null && version < 1) {
      throw Problem.badRequest(
          "Cannot read the body: schema_version is %d. Send a version from 1, or null for the latest."
              .formatted(version));
    }
    Collection<?> events = (Collection<?>) batch.get("events");
    IncomingBatch.requireSize(events.size());
    List<IncomingEvent> read = new ArrayList<>(events.size());
    for (Object event : events) {
      read.add(event(read.size(), (GenericRecord) event));
    }
    return new IncomingBatch(batch.get("topic").toString(), version, read, List.of());
  }

  private static IncomingEvent event(int index, GenericRecord event) {
    ByteBuffer payload = (ByteBuffer) event.get("payload");
    byte[] datum = new byte[payload.remaining()];
    payload.get(datum);
    return new IncomingEvent(
        index,
        event.get("partition_key").toString(),
        new Payload.OfAvro(datum),
        Instant.EPOCH.plus((Long) event.get("emitted_at"), ChronoUnit.MICROS),
        text(event, "event_id"),
        text(event, "event_type"),
        text(event, "source"));
  }

  @Nullable
  private static String text(GenericRecord event, String name) {
    Object value = event.get(name);
    return value == null ? null : value.toString();
  }
}
