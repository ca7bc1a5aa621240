package io.headgate.gateway.http;

import io.headgate.gateway.broker.KafkaSink;
import io.headgate.gateway.broker.Publication;
import io.headgate.gateway.event.AvroBatch;
import io.headgate.gateway.event.CheckedBatch;
import io.headgate.gateway.event.EventDoor;
import io.headgate.gateway.event.IncomingBatch;
import io.headgate.gateway.event.JsonBatch;
import io.headgate.gateway.event.Receipt;
import io.headgate.gateway.topic.RegisteredSchema;
import io.headgate.gateway.topic.Schemas;
import io.headgate.gateway.topic.TopicContract;
import io.headgate.gateway.topic.Topics;
import io.headgate.http.BodyTypes;
import io.headgate.http.Caller;
import io.headgate.http.CompressedBody;
import io.headgate.http.Problem;
import io.headgate.http.RateLimits;
import io.headgate.http.Role;
import io.javalin.Javalin;
import io.javalin.http.Context;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Semaphore;

/** Takes events in, and answers when Kafka has them. */
public final class EventsResource {
  /**
   * Bodies that are held at the same time; the server has more threads, for health and refusals.
   */
  private static final int MOST_AT_ONCE = 24;

  private static final int LARGEST_INFLATED = 4 << 20;
  private static final Set<String> ENCODINGS = Set.of("gzip", "x-gzip", "identity");

  private final Topics topics;
  private final Schemas schemas;
  private final Publication publication;
  private final RateLimits quotas;
  private final EventMetrics metrics;
  private final Clock clock;
  private final Semaphore room = new Semaphore(MOST_AT_ONCE);

  public EventsResource(
      Topics topics,
      Schemas schemas,
      Publication publication,
      RateLimits quotas,
      EventMetrics metrics,
      Clock clock) {
    this.topics = topics;
    this.schemas = schemas;
    this.publication = publication;
    this.quotas = quotas;
    this.metrics = metrics;
    this.clock = clock;
  }

  public void install(Javalin http) {
    http.post("/v1/events", this::take, Role.PRODUCER);
  }

  private void take(Context context) {
    requireKnownEncoding(context);
    if (!room.tryAcquire()) {
      throw KafkaSink.tooMuch(MOST_AT_ONCE + " requests are under way already");
    }
    try {
      context.json(take(Caller.of(context).name(), read(context)));
    } finally {
      room.release();
    }
  }

  private static IncomingBatch read(Context context) {
    byte[] body = CompressedBody.read(context, LARGEST_INFLATED);
    String type = context.contentType();
    return type != null && BodyTypes.mediaType(type).equals("application/avro")
        ? AvroBatch.read(body)
        : JsonBatch.read(body);
  }

  private Receipt take(String producer, IncomingBatch batch) {
    // A batch without events costs a token too.
    quotas.take(producer, Math.max(1, batch.size()));
    TopicContract contract = topics.find(batch.topic()).orElseThrow(() -> unknown(batch.topic()));
    Instant receivedAt = clock.instant().truncatedTo(ChronoUnit.MICROS);
    EventDoor door = new EventDoor(contract, record -> schema(contract, record, batch), receivedAt);
    CheckedBatch checked = CheckedBatch.of(batch, door);
    Publication.Outcome outcome =
        publication.publish(contract.topic(), producer, receivedAt, checked.prepared());
    Receipt receipt = checked.receipt(outcome.lost(), outcome.duplicates(), receivedAt);
    metrics.record(contract.topic(), receipt, outcome.lost().size());
    if (!outcome.lost().isEmpty()) {
      throw notAcknowledged(receipt, outcome.lost().size());
    }
    return receipt;
  }

  private RegisteredSchema schema(TopicContract contract, String record, IncomingBatch batch) {
    return schemas
        .find(
            contract.topic(),
            contract.hasSeveralEventTypes() ? record : null,
            batch.schemaVersion())
        .orElseThrow(
            () ->
                Problem.notFound(
                    "Topic %s has no version %s of the schema of %s. Send one that is registered, or none for the latest."
                        .formatted(contract.topic(), batch.schemaVersion(), record)));
  }

  private static void requireKnownEncoding(Context context) {
    String encoding = context.header("Content-Encoding");
    if (encoding != null && !ENCODINGS.contains(encoding.strip().toLowerCase(Locale.ROOT))) {
      throw new Problem(
          415,
          "Encoding not known",
          "The body is compressed by something else than gzip. Send 'Content-Encoding: gzip', or none.",
          Map.of());
    }
  }

  private static Problem unknown(String topic) {
    return Problem.notFound(
        "No applied pipeline reads topic '%s'. Correct the name, or apply the pipeline first."
            .formatted(topic.length() <= 200 ? topic : topic.substring(0, 200) + "…"));
  }

  private static Problem notAcknowledged(Receipt receipt, int lost) {
    return new Problem(
        503,
        "Broker away",
        "Kafka did not acknowledge %d events in time. Send the batch again with the same event ids: those that were stored are not stored twice."
            .formatted(lost),
        Map.of(
            "reason",
            "broker_away",
            "retry_after_seconds",
            1L,
            "accepted",
            receipt.accepted(),
            "rejected",
            receipt.rejected(),
            "dead_lettered",
            receipt.deadLettered(),
            "errors",
            receipt.errors()));
  }

  /** The answer when the registry is needed and does not serve. */
  public static Problem registryAway() {
    return new Problem(
        503,
        "Registry away",
        "The registry does not answer, and what it is needed for is not known here. Try again in 2 s.",
        Map.of("reason", "registry_away", "retry_after_seconds", 2L));
  }
}
