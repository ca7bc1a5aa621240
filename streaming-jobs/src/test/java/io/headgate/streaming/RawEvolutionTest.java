package io.headgate.streaming;

import static io.headgate.streaming.TestingPipeline.departure;
import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.platform.registry.Outbox;
import io.headgate.platform.registry.PipelineVersion;
import io.headgate.streaming.raw.RawIngest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

/** Schemas that are registered while events flow. */
class RawEvolutionTest {
  private static final Instant NOON = Instant.parse("2026-01-05T12:00:00Z");

  private final TestingPipeline pipeline = new TestingPipeline();

  @Test
  void aNewOptionalFieldIsAColumnAtOnceWithBothVersionsInterleaved() throws Exception {
    pipeline.send(List.of(old("a")));
    try (RunningQuery query = start()) {
      query.processAll();
      UUID run = query.query().runId();
      int id = pipeline.register(v2("int"));

      List<byte[]> interleaved = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        interleaved.add(i % 2 == 0 ? old("o" + i) : v2(id, "n" + i, i, "G" + i));
      }
      pipeline.send(interleaved);
      query.processAll();

      assertThat(query.query().runId()).isEqualTo(run);
      assertThat(query.query().isActive()).isTrue();
    }
    assertThat(pipeline.raw())
        .extracting(row -> row.getAs("event_id") + " " + row.getAs("gate"))
        .containsExactly("a null", "o0 null", "n1 G1", "o2 null", "n3 G3", "o4 null", "n5 G5");
    assertThat(pipeline.quarantine()).isEmpty();
  }

  @Test
  void aFieldBecomesWiderWithoutARestartAndOldEventsStillCount() throws Exception {
    int floats = pipeline.register(measured("int", "float"));
    pipeline.send(List.of(measured(floats, "int", "float", "a", 5, 1.5f)));
    try (RunningQuery query = start()) {
      query.processAll();
      int doubles = pipeline.register(measured("long", "double"));
      pipeline.send(
          List.of(
              measured(floats, "int", "float", "b", 6, 2.5f),
              measured(doubles, "long", "double", "c", 7L, 0.1)));
      query.processAll();
    }

    StructType columns = pipeline.platform.spark.table("lake.raw." + pipeline.name).schema();
    assertThat(columns.apply("delay_minutes").dataType()).isEqualTo(DataTypes.LongType);
    assertThat(columns.apply("fuel").dataType()).isEqualTo(DataTypes.DoubleType);
    assertThat(pipeline.quarantine()).isEmpty();
    assertThat(pipeline.raw())
        .extracting(
            row ->
                row.getAs("event_id") + " " + row.getAs("delay_minutes") + " " + row.getAs("fuel"))
        .containsExactly("a 5 1.5", "b 6 2.5", "c 7 0.1");
  }

  @Test
  void aProducerWhoseSchemaCannotBeReadEndsInQuarantineAndTheStreamGoesOn() throws Exception {
    Schema incompatible =
        SchemaBuilder.record("Departure").fields().requiredString("event_id").endRecord();
    try (RunningQuery query = start()) {
      int id = pipeline.registerElsewhere(incompatible);
      pipeline.send(
          List.of(
              old("a"),
              TestingPipeline.value(
                  id, new GenericRecordBuilder(incompatible).set("event_id", "x").build()),
              old("b")));
      query.processAll();
    }
    assertThat(pipeline.raw()).extracting(row -> row.getAs("event_id")).containsExactly("a", "b");
    assertThat(pipeline.quarantine())
        .extracting(row -> row.getAs("_error_class"))
        .containsExactly("INCOMPATIBLE_SCHEMA");
  }

  @Test
  void aMaskThatIsAppliedCountsFromThenOnAndLeavesWhatIsStored() throws Exception {
    pipeline.send(List.of(old("a")));
    try (RunningQuery query = start()) {
      query.processAll();
    }
    PipelineVersion masked = pipeline.apply(withMask(TestingPipeline.EVENT));
    pipeline.send(List.of(old("b")));
    try (RunningQuery query = start(masked)) {
      query.processAll();
    }

    assertThat(pipeline.raw())
        .extracting(row -> row.getAs("event_id") + " " + row.getAs("origin"))
        .containsExactly("a SFO", "b ***");
  }

  @Test
  void aMaskThatAnotherPipelineBringsMasksNothingHereAndNewFieldsStillCome() throws Exception {
    pipeline.send(List.of(old("a")));
    int second;
    int masked;
    try (RunningQuery query = start()) {
      query.processAll();
      second = pipeline.register(v2("int"));
      pipeline.send(List.of(v2(second, "b", 1, "G1")));
      query.processAll();
      masked = pipeline.registerByApply(withMask(v2("int")));
      pipeline.send(List.of(old("c"), v2(second, "d", 2, "G2"), v2(masked, "e", 3, "G3")));
      query.processAll();
    }
    try (RunningQuery query = start()) {
      pipeline.send(List.of(v2(second, "f", 4, "G4"), v2(masked, "g", 5, "G5")));
      query.processAll();
    }

    assertThat(pipeline.quarantine()).isEmpty();
    assertThat(pipeline.raw())
        .extracting(
            row -> row.getAs("event_id") + " " + row.getAs("origin") + " " + row.getAs("gate"))
        .containsExactly(
            "a SFO null", "b SFO G1", "c SFO null", "d SFO G2", "e SFO G3", "f SFO G4", "g SFO G5");
  }

  private byte[] old(String id) {
    return pipeline.value(departure(id, NOON, 5, "SFO"));
  }

  private static Schema v2(String delay) {
    return schema(delay).optionalString("gate").endRecord();
  }

  private static Schema measured(String delay, String fuel) {
    var fields = schema(delay);
    return (fuel.equals("float") ? fields.optionalFloat("fuel") : fields.optionalDouble("fuel"))
        .endRecord();
  }

  private static SchemaBuilder.FieldAssembler<Schema> schema(String delay) {
    var fields =
        SchemaBuilder.record("Departure")
            .fields()
            .requiredString("event_id")
            .name("scheduled_at")
            .type(TestingPipeline.EVENT.getField("scheduled_at").schema())
            .noDefault();
    return (delay.equals("int")
            ? fields.requiredInt("delay_minutes")
            : fields.requiredLong("delay_minutes"))
        .requiredString("origin");
  }

  private static Schema withMask(Schema schema) {
    return new Schema.Parser()
        .parse(
            schema
                .toString()
                .replace("\"name\":\"origin\"", "\"name\":\"origin\",\"pii\":\"redact\""));
  }

  private static byte[] v2(int schemaId, String id, Object delay, String gate) {
    return TestingPipeline.value(schemaId, event(v2("int"), id, delay).set("gate", gate).build());
  }

  private static byte[] measured(
      int schemaId, String delayType, String fuelType, String id, Object delay, Object fuel) {
    return TestingPipeline.value(
        schemaId, event(measured(delayType, fuelType), id, delay).set("fuel", fuel).build());
  }

  private static GenericRecordBuilder event(Schema schema, String id, Object delay) {
    return new GenericRecordBuilder(schema)
        .set("event_id", id)
        .set("scheduled_at", TimeUnit.SECONDS.toMicros(NOON.getEpochSecond()))
        .set("delay_minutes", delay)
        .set("origin", "SFO");
  }

  private RunningQuery start() throws Exception {
    return start(pipeline.version);
  }

  private RunningQuery start(PipelineVersion version) throws Exception {
    StreamContext context = pipeline.context("evolution", version, Faults.NONE);
    Outbox ledger = context.ledger(RawIngest.folder(context.contract()));
    return RunningQuery.start(new RawIngest(context, ledger), ledger);
  }
}
