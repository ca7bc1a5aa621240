package io.headgate.bench.load;

import io.headgate.local.replay.WireFormat;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import javax.annotation.Nullable;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Sends clicks to a topic, round robin over its partitions, with the time of arrival as timestamp.
 * Not thread-safe.
 */
public final class ClickProducer implements AutoCloseable {
  private final KafkaProducer<byte[], byte[]> producer;
  private final String topic;
  private final int partitions;
  private final ClickSource source;
  private final WireFormat wire;
  private final AtomicReference<Exception> failure = new AtomicReference<>();

  private ClickProducer(
      Map<String, Object> settings,
      String topic,
      int partitions,
      ClickSource source,
      int schemaId) {
    this.producer =
        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    this.topic = topic;
    this.partitions = partitions;
    this.source = source;
    this.wire = new WireFormat(schemaId);
  }

  /**
   * A producer of one topic.
   *
   * @param schemaId of the source's schema, in the registry
   * @param transactionalId null for a producer without transactions
   */
  public static ClickProducer open(
      String bootstrapServers,
      String topic,
      int partitions,
      ClickSource source,
      int schemaId,
      @Nullable String transactionalId) {
    Map<String, Object> settings = new HashMap<>();
    settings.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
    settings.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
    settings.put(ProducerConfig.BATCH_SIZE_CONFIG, 131_072);
    settings.put(ProducerConfig.LINGER_MS_CONFIG, 20);
    if (transactionalId != null) {
      settings.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, transactionalId);
    }
    ClickProducer opened = new ClickProducer(settings, topic, partitions, source, schemaId);
    if (transactionalId != null) {
      opened.producer.initTransactions();
    }
    return opened;
  }

  /**
   * Sends events [from, until), whose arrivals are spread evenly.
   *
   * @param start arrival of event 0
   * @param perSecond events per second of arrival time, not of this machine's
   */
  public void sendPast(long from, long until, Instant start, long perSecond) {
    long startMicros = ChronoUnit.MICROS.between(Instant.EPOCH, start);
    for (long index = from; index < until; index++) {
      send(index, startMicros + index * 1_000_000 / perSecond);
    }
    flush();
  }

  /** Sends one event. */
  public void send(long index, long arrivedMicros) {
    send(index, arrivedMicros, source.event(index, arrivedMicros));
  }

  /** Sends one event that has a site of its own. */
  public void sendProbe(long index, long arrivedMicros, String site) {
    send(index, arrivedMicros, source.event(index, arrivedMicros, site));
  }

  private void send(long index, long arrivedMicros, GenericRecord event) {
    send(index, arrivedMicros, wire.encode(event));
  }

  /** Sends one record that is not valid; it takes the place of event {@code index}. */
  public void sendBad(BadClick kind, long index, long arrivedMicros) {
    send(index, arrivedMicros, kind.value(source.event(index, arrivedMicros), wire));
  }

  private void send(long index, long arrivedMicros, byte[] value) {
    // A hot site's events are in one partition, as those of any key are.
    int partition = source.isOfHotSite(index) ? 0 : (int) (index % partitions);
    var unused =
        producer.send(
            new ProducerRecord<>(topic, partition, arrivedMicros / 1000, null, value),
            (sent, e) -> {
              if (e != null) {
                failure.compareAndSet(null, e);
              }
            });
  }

  /** Sends events [from, until) in one transaction, and commits or aborts it. */
  public void sendTransaction(long from, long until, long arrivedMicros, boolean commit) {
    producer.beginTransaction();
    for (long index = from; index < until; index++) {
      send(index, arrivedMicros);
    }
    if (commit) {
      producer.commitTransaction();
    } else {
      // So that the topic has the records that must not be read.
      producer.flush();
      producer.abortTransaction();
    }
  }

  /** Waits until all is with the broker; fails when something did not get there. */
  public void flush() {
    producer.flush();
    Exception first = failure.get();
    if (first != null) {
      throw new IllegalStateException("Events were not sent to " + topic, first);
    }
  }

  @Override
  public void close() {
    producer.close();
  }
}
