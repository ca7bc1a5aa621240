package io.headgate.testing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

class TestingKafkaTest {
  @Test
  void aRecordSurvivesARestartAndTheProcessEndsWithTheFixture() throws Exception {
    long pid;
    try (TestingKafka kafka = new TestingKafka()) {
      Map<String, Object> config = Map.of("bootstrap.servers", kafka.bootstrapServers());
      try (Admin admin = Admin.create(config);
          KafkaProducer<byte[], byte[]> producer =
              new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer())) {
        admin
            .createTopics(List.of(new NewTopic("t", 1, (short) 1)))
            .all()
            .get(20, TimeUnit.SECONDS);
        producer.send(new ProducerRecord<>("t", "hello".getBytes(UTF_8))).get(20, TimeUnit.SECONDS);
      }
      kafka.restart();
      pid = kafka.pid();
      try (KafkaConsumer<byte[], byte[]> consumer =
          new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
        TopicPartition partition = new TopicPartition("t", 0);
        consumer.assign(Set.of(partition));
        consumer.seekToBeginning(Set.of(partition));
        assertThat(consumer.poll(Duration.ofSeconds(20)))
            .extracting(record -> new String(record.value(), UTF_8))
            .containsExactly("hello");
      }
    }
    assertThat(ProcessHandle.of(pid)).isEmpty();
  }
}
