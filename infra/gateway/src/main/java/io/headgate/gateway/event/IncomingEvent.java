package io.headgate.gateway.event;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import javax.annotation.Nullable;

/**
 * An event as a producer sends it.
 *
 * @param index place in its batch
 * @param partitionKey events of one key stay in order
 * @param emittedAt when the producer made it
 * @param eventId null when the payload alone has it
 * @param eventType null where the topic carries one type
 * @param source where in the producer it comes from
 */
public record IncomingEvent(
    int index,
    String partitionKey,
    Payload payload,
    Instant emittedAt,
    @Nullable String eventId,
    @Nullable String eventType,
    @Nullable String source) {
  public IncomingEvent {
    requireNonNull(partitionKey);
    requireNonNull(payload);
    requireNonNull(emittedAt);
  }
}
