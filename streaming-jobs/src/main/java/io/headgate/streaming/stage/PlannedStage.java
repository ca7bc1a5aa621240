package io.headgate.streaming.stage;

import java.util.List;
import org.apache.spark.sql.types.StructType;

/**
 * A plan as its parts.
 *
 * @param registry where writer schemas come from
 * @param topics what the topics carry
 * @param eventType the columns that were asked for
 * @param slots the same, and behind them the fields that only the stage looks at
 * @param conditions filter and rules
 * @param required the fields that every event has
 * @param masks of the columns that were asked for
 * @param lookups of the enriched columns that were asked for
 */
record PlannedStage(
    RegistryAccess registry,
    List<TopicTypes> topics,
    StructType eventType,
    StructType slots,
    Conditions conditions,
    RequiredFields required,
    List<Mask> masks,
    List<Lookup> lookups)
    implements StagePlan {
  PlannedStage {
    topics = List.copyOf(topics);
    masks = List.copyOf(masks);
    lookups = List.copyOf(lookups);
  }

  @Override
  public RecordStage open() {
    return open(RegistryWriterSchemas.at(registry));
  }

  RecordStage open(WriterSchemas writers) {
    return new OpenStage(this, writers);
  }
}
