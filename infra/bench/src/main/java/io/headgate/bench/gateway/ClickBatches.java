package io.headgate.bench.gateway;

import io.headgate.bench.load.ClickSource;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.apache.avro.generic.GenericRecord;

/**
 * Bodies of {@code POST /v1/events}: clicks by their index, which are small events of no nested
 * field.
 *
 * @param size events of a batch
 */
public record ClickBatches(String topic, ClickSource source, int size) {
  /** The batch that begins with an event's index. */
  public String body(long first) {
    Instant now = Instant.now();
    long micros = ChronoUnit.MICROS.between(Instant.EPOCH, now);
    StringBuilder body = new StringBuilder(size * 512);
    body.append("{\"topic\":\"").append(topic).append("\",\"events\":[");
    for (long index = first; index < first + size; index++) {
      GenericRecord click = source.event(index, micros);
      body.append(index == first ? "" : ",")
          .append("{\"partition_key\":\"")
          .append(click.get("site"))
          .append("\",\"emitted_at\":\"")
          .append(now)
          // Avro's own text of a record is JSON; clicks have no bytes and no nested unions.
          .append("\",\"payload\":")
          .append(click)
          .append('}');
    }
    return body.append("]}").toString();
  }
}
