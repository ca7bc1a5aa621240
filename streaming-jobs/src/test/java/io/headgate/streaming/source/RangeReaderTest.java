package io.headgate.streaming.source;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headgate.platform.registry.LedgerRow.OffsetRange;
import io.headgate.testing.TestingKafka;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

class RangeReaderTest {
  private final TestingKafka kafka = TestingKafka.shared();
  private final String topic = "ranges." + UUID.randomUUID() + ".v1";
  private final ConsumerSettings committed =
      new ConsumerSettings("test:" + topic, kafka.bootstrapServers(), true);

  RangeReaderTest() throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
      admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1))).all().get();
    }
  }

  @Test
  void rangesThatFollowEachOtherAreReadByOneConsumerWithoutASeek() {
    send("a", "b", "c", "d", "e");

    KeptConsumer first = KeptConsumers.take(committed, range(0, 2));
    assertThat(first.hasNextBefore(2)).isTrue();
    KeptConsumers.giveBack(first, false);
    assertThat(read(committed, 0, 2)).containsExactly("a", "b");
    KeptConsumer kept = KeptConsumers.take(committed, range(2, 4));
    assertThat(kept.position()).isEqualTo(2);
    KeptConsumers.giveBack(kept, true);
    KeptConsumer again = KeptConsumers.take(committed, range(2, 4));
    assertThat(again).isSameAs(kept);
    KeptConsumers.giveBack(again, true);
    assertThat(read(committed, 2, 4)).containsExactly("c", "d");
    assertThat(read(committed, 4, 5)).containsExactly("e");
  }

  @Test
  void aRangeThatIsReadAgainIsTheSame() {
    send("a", "b", "c");

    assertThat(read(committed, 0, 3)).containsExactly("a", "b", "c");
    assertThat(read(committed, 0, 3)).containsExactly("a", "b", "c");
    assertThat(read(committed, 1, 2)).containsExactly("b");
    assertThat(read(committed, 2, 2)).isEmpty();
  }

  @Test
  void abortedTransactionsAndMarkersAreHoles() {
    transaction(true, "a", "b"); // 0, 1, marker 2
    transaction(false, "x", "y", "z"); // 3 to 5, marker 6
    transaction(true, "c"); // 7, marker 8

    try (RangeReader reader = RangeReader.open(committed, range(0, 9))) {
      assertThat(values(reader)).containsExactly("a", "b", "c");
      assertThat(reader.records()).isEqualTo(3);
      assertThat(reader.holes()).containsExactly(range(2, 7), range(8, 9));
    }
    try (RangeReader reader = RangeReader.open(committed, range(3, 7))) {
      assertThat(values(reader)).isEmpty();
      assertThat(reader.holes()).containsExactly(range(3, 7));
    }
  }

  @Test
  void whoReadsUncommittedRecordsSeesAbortedOnes() {
    transaction(false, "x", "y");
    ConsumerSettings all = new ConsumerSettings("all:" + topic, kafka.bootstrapServers(), false);

    try (RangeReader reader = RangeReader.open(all, range(0, 3))) {
      assertThat(values(reader)).containsExactly("x", "y");
      assertThat(reader.holes()).containsExactly(range(2, 3));
    }
  }

  @Test
  void offsetsThatAgedOutAreALossAndNotAHole() throws Exception {
    send("a", "b", "c", "d");
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
      admin
          .deleteRecords(Map.of(new TopicPartition(topic, 0), RecordsToDelete.beforeOffset(2)))
          .all()
          .get();
    }

    assertThatThrownBy(() -> read(committed, 1, 4))
        .isInstanceOfSatisfying(
            OffsetsLostException.class, e -> assertThat(e.wanted()).isEqualTo(range(1, 4)))
        .hasMessageStartingWith(
            "Cannot read offsets 1 to 4 of " + topic + "-0: the brokers have none");
    assertThat(read(committed, 2, 4)).containsExactly("c", "d");
  }

  @Test
  void consumersOfAnEndedQueryAreClosed() {
    send("a");
    assertThat(read(committed, 0, 1)).containsExactly("a");
    KeptConsumer kept = KeptConsumers.take(committed, range(1, 1));
    KeptConsumers.giveBack(kept, true);

    KeptConsumers.closeOf(committed.query());

    KeptConsumer other = KeptConsumers.take(committed, range(1, 1));
    assertThat(other).isNotSameAs(kept);
    KeptConsumers.giveBack(other, false);
  }

  private List<String> read(ConsumerSettings settings, long from, long until) {
    try (RangeReader reader = RangeReader.open(settings, range(from, until))) {
      return values(reader);
    }
  }

  private static List<String> values(RangeReader reader) {
    List<String> values = new ArrayList<>();
    reader.forEachRemaining(record -> values.add(new String(record.value(), UTF_8)));
    return values;
  }

  private OffsetRange range(long from, long until) {
    return new OffsetRange(topic, 0, from, until);
  }

  private void send(String... values) {
    try (KafkaProducer<byte[], byte[]> producer = producer(Map.of())) {
      for (String value : values) {
        var unused = producer.send(new ProducerRecord<>(topic, 0, null, value.getBytes(UTF_8)));
      }
    }
  }

  private void transaction(boolean commits, String... values) {
    try (KafkaProducer<byte[], byte[]> producer = producer(Map.of("transactional.id", topic))) {
      producer.initTransactions();
      producer.beginTransaction();
      for (String value : values) {
        var unused = producer.send(new ProducerRecord<>(topic, 0, null, value.getBytes(UTF_8)));
      }
      producer.flush();
      if (commits) {
        producer.commitTransaction();
      } else {
        producer.abortTransaction();
      }
    }
  }

  private KafkaProducer<byte[], byte[]> producer(Map<String, String> more) {
    Map<String, Object> config = new HashMap<>(more);
    config.put("bootstrap.servers", kafka.bootstrapServers());
    return new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
  }
}
