package io.headgate.streaming.source;

import io.headgate.platform.registry.LedgerRow.OffsetRange;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Predicate;
import javax.annotation.Nullable;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The consumers of this JVM that nobody uses now, with what they have fetched ahead. */
public final class KeptConsumers {
  private static final Logger LOG = LoggerFactory.getLogger(KeptConsumers.class);
  private static final int MOST = 64;

  /** The one that was used last is at the end. */
  private static final List<KeptConsumer> IDLE = new ArrayList<>();

  private KeptConsumers() {}

  /** One that stands where the range begins, or else any of the partition, or else a new one. */
  static KeptConsumer take(ConsumerSettings settings, OffsetRange range) {
    TopicPartition partition = new TopicPartition(range.topic(), range.partition());
    KeptConsumer consumer = idle(settings, partition, range.from());
    if (consumer == null) {
      consumer = new KeptConsumer(settings, range);
    }
    consumer.moveTo(range);
    return consumer;
  }

  /**
   * @param reusable whether the consumer stands where its range ended
   */
  static void giveBack(KeptConsumer consumer, boolean reusable) {
    List<KeptConsumer> superfluous = new ArrayList<>();
    synchronized (IDLE) {
      if (reusable) {
        IDLE.add(consumer);
      } else {
        superfluous.add(consumer);
      }
      while (IDLE.size() > MOST) {
        superfluous.add(IDLE.remove(0));
      }
    }
    superfluous.forEach(KeptConsumers::close);
  }

  /** Closes the consumers of a query that has ended; those in use are closed at the next turn. */
  public static void closeOf(String query) {
    closeWhere(consumer -> consumer.settings().query().equals(query));
  }

  private static void closeWhere(Predicate<KeptConsumer> condition) {
    List<KeptConsumer> closing = new ArrayList<>();
    synchronized (IDLE) {
      for (Iterator<KeptConsumer> idle = IDLE.iterator(); idle.hasNext(); ) {
        KeptConsumer consumer = idle.next();
        if (condition.test(consumer)) {
          idle.remove();
          closing.add(consumer);
        }
      }
    }
    closing.forEach(KeptConsumers::close);
  }

  @Nullable
  private static KeptConsumer idle(ConsumerSettings settings, TopicPartition partition, long from) {
    synchronized (IDLE) {
      KeptConsumer other = null;
      for (KeptConsumer consumer : IDLE) {
        if (consumer.settings().equals(settings) && consumer.partition().equals(partition)) {
          if (consumer.position() == from) {
            IDLE.remove(consumer);
            return consumer;
          }
          other = consumer;
        }
      }
      IDLE.remove(other);
      return other;
    }
  }

  private static void close(KeptConsumer consumer) {
    try {
      consumer.close();
    } catch (KafkaException e) {
      LOG.debug("A consumer of {} did not close.", consumer.partition(), e);
    }
  }
}
