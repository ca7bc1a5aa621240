package io.headgate.gateway.broker;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.headgate.gateway.event.IncomingEvent;
import io.headgate.gateway.event.PreparedEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.annotation.Nullable;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;

/** Puts the events of one request into Kafka, each once. */
public final class Publication {
  private static final String HEADER = "headgate.";

  private final KafkaSink kafka;
  private final SeenEvents seen;

  public Publication(KafkaSink kafka, SeenEvents seen) {
    this.kafka = kafka;
    this.seen = seen;
  }

  /**
   * What came of a request's events.
   *
   * @param lost indexes of those that Kafka did not acknowledge
   * @param duplicates how many of the others were in Kafka, or on their way, before
   */
  public record Outcome(Set<Integer> lost, int duplicates) {
    public Outcome {
      lost = Set.copyOf(lost);
    }
  }

  private record Sending(PreparedEvent event, SeenEvents.Claim claim) {}

  /**
   * Returns when Kafka has said of each event whether it has it, or has not said so in time.
   *
   * @param producer name of the key that sends them
   * @throws io.headgate.http.Problem when Kafka is away, or there is no room; nothing is sent then
   */
  public Outcome publish(
      String topic, String producer, Instant receivedAt, List<PreparedEvent> events) {
    List<Sending> all = new ArrayList<>(events.size());
    List<Sending> first = new ArrayList<>(events.size());
    for (PreparedEvent event : events) {
      Sending sending = new Sending(event, seen.claim(topic, event.eventId()));
      all.add(sending);
      if (sending.claim().isFirst()) {
        first.add(sending);
      }
    }
    if (!first.isEmpty()) {
      send(topic, producer, receivedAt, first);
    }
    Set<Integer> lost = new HashSet<>();
    int duplicates = 0;
    for (Sending each : all) {
      if (!isStored(each.claim().outcome())) {
        lost.add(each.event().event().index());
      } else if (!each.claim().isFirst()) {
        duplicates++;
      }
    }
    return new Outcome(lost, duplicates);
  }

  private void send(String topic, String producer, Instant receivedAt, List<Sending> first) {
    long bytes = first.stream().mapToLong(each -> each.event().bytes()).sum();
    KafkaSink.Room room;
    try {
      room = kafka.open(bytes);
    } catch (RuntimeException e) {
      first.forEach(each -> each.claim().failed(e));
      throw e;
    }
    boolean acknowledged = true;
    try (room) {
      List<CompletableFuture<Void>> sent = new ArrayList<>(first.size());
      for (Sending each : first) {
        CompletableFuture<Void> stored = room.send(record(topic, producer, receivedAt, each));
        sent.add(stored);
        if (stored.isCompletedExceptionally()) {
          // Without the topic's partitions each of the others would wait as long as this one.
          break;
        }
      }
      for (int i = 0; i < first.size(); i++) {
        acknowledged &= end(first.get(i).claim(), i < sent.size() ? sent.get(i) : null);
      }
    } finally {
      room.report(acknowledged);
    }
  }

  private static boolean end(SeenEvents.Claim claim, @Nullable CompletableFuture<Void> sent) {
    if (sent != null && isStored(sent)) {
      claim.stored();
      return true;
    }
    claim.failed(new IllegalStateException("Kafka did not acknowledge the event"));
    return false;
  }

  /** Waits a little longer than the producer, which has said it by then. */
  private static boolean isStored(CompletableFuture<Void> outcome) {
    try {
      outcome.get(KafkaSink.PATIENCE.plusSeconds(3).toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (ExecutionException | TimeoutException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static ProducerRecord<byte[], byte[]> record(
      String topic, String producer, Instant receivedAt, Sending sending) {
    IncomingEvent event = sending.event().event();
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(
            topic,
            null,
            receivedAt.toEpochMilli(),
            event.partitionKey().getBytes(UTF_8),
            sending.event().value());
    Headers headers = record.headers();
    add(headers, "received-at", receivedAt.toString());
    add(headers, "emitted-at", event.emittedAt().toString());
    add(headers, "producer", producer);
    if (event.source() != null) {
      add(headers, "source", event.source());
    }
    return record;
  }

  private static void add(Headers headers, String name, String value) {
    headers.add(HEADER + name, value.getBytes(UTF_8));
  }
}
