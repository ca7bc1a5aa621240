package io.headgate.streaming.raw;

import io.headgate.platform.contract.PipelineContract;
import io.headgate.platform.contract.Source;
import io.headgate.streaming.source.ConsumerSettings;
import io.headgate.streaming.stage.StagePlan;
import java.io.Serializable;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import javax.annotation.Nullable;
import org.apache.iceberg.Table;

/**
 * What every task of a batch is told.
 *
 * @param consumer how Kafka is read
 * @param stage what is done with a record
 * @param eventTime the column of the event's time
 * @param watermarkDelay how far the event's time may be behind the broker's timestamp before the
 *     event is suspect
 * @param deadLetterTopics the dead-letter topic of each topic
 * @param raw the raw table as it is to be written
 * @param quarantine the quarantine table
 * @param now when the batch began: ingestion time of the valid, failure time of the others
 * @param accepted what raw has of the batch already; null when it has nothing, and is written
 */
record TaskPlan(
    ConsumerSettings consumer,
    StagePlan stage,
    String eventTime,
    Duration watermarkDelay,
    HashMap<String, String> deadLetterTopics,
    Table raw,
    Table quarantine,
    Instant now,
    @Nullable AcceptedOffsets accepted)
    implements Serializable {

  static HashMap<String, String> deadLetterTopics(PipelineContract contract) {
    HashMap<String, String> topics = new HashMap<>();
    for (Source source : contract.sources()) {
      topics.put(source.topic(), source.deadLetterTopic());
    }
    return topics;
  }
}
