package io.headgate.streaming.stage;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.annotation.Nullable;
import org.apache.avro.Schema;
import org.apache.spark.sql.types.StructType;

/** The readings of one task, by topic and schema id. */
final class EventReadings {
  private final Map<String, TopicTypes> topics = new HashMap<>();
  private final WriterSchemas writers;
  private final StructType columns;
  private final Map<String, Map<Integer, EventReading>> known = new HashMap<>();

  /** Records mostly come as the one before did. */
  @Nullable private String lastTopic;

  private int lastId;
  @Nullable private EventReading last;

  EventReadings(List<TopicTypes> topics, WriterSchemas writers, StructType columns) {
    topics.forEach(topic -> this.topics.put(topic.topic(), topic));
    this.writers = writers;
    this.columns = columns;
  }

  /** Null when nobody registered the id. */
  @Nullable
  @SuppressWarnings("ReferenceEquality") // A consumer gives all its records one topic string.
  EventReading find(String topic, int id) {
    if (last != null && lastId == id && lastTopic == topic) {
      return last;
    }
    EventReading found = known.computeIfAbsent(topic, t -> new HashMap<>()).get(id);
    if (found == null) {
      Optional<Schema> writer = writers.find(id);
      if (writer.isEmpty()) {
        return null;
      }
      found = EventReading.of(id, writer.get(), topic(topic), columns);
      known.get(topic).put(id, found);
    }
    last = found;
    lastTopic = topic;
    lastId = id;
    return found;
  }

  private TopicTypes topic(String name) {
    TopicTypes topic = topics.get(name);
    if (topic == null) {
      throw new IllegalArgumentException("No topic of the pipeline: " + name);
    }
    return topic;
  }
}
