package io.headgate.bench.gateway;

import io.headgate.bench.load.ClickSource;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.function.LongUnaryOperator;
import org.apache.avro.generic.GenericRecord;

/**
 * Bodies of {@code POST /v1/events}: clicks by their index, which are small events of no nested
 * field.
 *
 * @param size events of a batch
 */
public record ClickBatches(String topic, ClickSource source, int size) {
  /** The batch that begins with an event's index, of clicks that arrive now. */
  public String body(long first) {
    long now = ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
    return body(first, index -> now);
  }

  /**
   * The batch that begins with an event's index.
   *
   * @param arrivals when each event arrives, by its index, in microseconds since 1970
   */
  public String body(long first, LongUnaryOperator arrivals) {
    Instant now = Instant.now();
    StringBuilder body = new StringBuilder(size * 512);
    body.append("{\"topic\":\"").append(topic).append("\",\"events\":[");
    for (long index = first; index < first + size; index++) {
      GenericRecord click = source.event(index, arrivals.applyAsLong(index));
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
