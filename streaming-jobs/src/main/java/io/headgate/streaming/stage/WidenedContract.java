package io.headgate.streaming.stage;

import io.headgate.platform.contract.EventType;
import io.headgate.platform.contract.PipelineContract;
import io.headgate.platform.contract.Source;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;

/** A contract whose fields, and no others, are as wide as the newest schemas have them. */
public final class WidenedContract {
  private WidenedContract() {}

  /**
   * The recorded contract with wider numbers: what a query whose columns are fixed can take of
   * newer schemas. Nullability is the recorded one, and so are the fields.
   *
   * @param newest the same contract, with the schemas of {@link ReaderSchemas}
   */
  public static PipelineContract of(PipelineContract recorded, PipelineContract newest) {
    List<Source> sources = new ArrayList<>();
    for (int i = 0; i < recorded.sources().size(); i++) {
      sources.add(of(recorded.sources().get(i), newest.sources().get(i)));
    }
    return sources.equals(recorded.sources()) ? recorded : ReaderSchemas.with(recorded, sources);
  }

  private static Source of(Source recorded, Source newest) {
    List<EventType> types = new ArrayList<>();
    for (int i = 0; i < recorded.eventTypes().size(); i++) {
      types.add(of(recorded.eventTypes().get(i), newest.eventTypes().get(i)));
    }
    return new Source(recorded.topic(), types, recorded.partitions(), recorded.replicationFactor());
  }

  private static EventType of(EventType recorded, EventType newest) {
    Schema before = recorded.avro();
    Schema wide = WidenedSchema.of(before, newest.avro());
    return wide.equals(before) ? recorded : new EventType(recorded.name(), wide.toString());
  }
}
