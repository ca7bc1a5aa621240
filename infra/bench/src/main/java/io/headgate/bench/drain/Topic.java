package io.headgate.bench.drain;

import io.headgate.bench.load.ClickProducer;
import io.headgate.bench.load.ClickSource;
import io.headgate.bench.oracle.ClickOracle;
import io.headgate.bench.stack.BenchPipeline;
import io.headgate.bench.stack.BenchStack;
import io.headgate.bench.stack.PipelineApply;
import io.headgate.local.ingest.TopicEnds;
import io.headgate.platform.registry.SchemaVersion;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Map;
import java.util.function.Function;
import org.apache.avro.Schema;
import org.apache.kafka.common.TopicPartition;

/**
 * A topic that holds all that a run drains, and what the oracle has read of it.
 *
 * @param name of the topic
 * @param events that it holds
 * @param rules whether it is for pipelines with rules and a masked field; masks stand in a topic's
 *     schema, so those without cannot read the same
 * @param schema that they were written with
 * @param ends of its partitions
 * @param oracle of the pipelines that read it
 */
public record Topic(
    String name,
    long events,
    boolean rules,
    SchemaVersion schema,
    Map<TopicPartition, Long> ends,
    ClickOracle oracle)
    implements AutoCloseable {
  /** Event time of the first event. */
  public static final Instant START = Instant.parse("2026-01-01T06:00:00Z");

  /** Events per second of event time, where nothing else is said. */
  public static final long PER_SECOND = 1000;

  /**
   * Makes and fills a topic.
   *
   * @param keys different sites per window
   */
  public static Topic load(
      BenchStack stack, PipelineApply apply, String word, long events, int keys, long seed)
      throws IOException, InterruptedException, SQLException {
    return load(stack, apply, word, events, keys, seed, PER_SECOND);
  }

  /** As the first, for pipelines with rules and a masked field. */
  public static Topic loadForRules(
      BenchStack stack, PipelineApply apply, String word, long events, int keys, long seed)
      throws IOException, InterruptedException, SQLException {
    return load(
        stack,
        apply,
        plain(word + "-rules").withRules(),
        events,
        PER_SECOND,
        schema -> new ClickSource(schema, seed, keys));
  }

  /** As the first, but that one site has half of all events, and they are in one partition. */
  public static Topic loadSkewed(
      BenchStack stack, PipelineApply apply, String word, long events, int keys, long seed)
      throws IOException, InterruptedException, SQLException {
    return load(
        stack,
        apply,
        plain(word),
        events,
        PER_SECOND,
        schema -> new ClickSource(schema, seed, keys).skewed());
  }

  /**
   * As the other, with so many events per second of event time.
   *
   * @param word for the topic's name
   */
  public static Topic load(
      BenchStack stack,
      PipelineApply apply,
      String word,
      long events,
      int keys,
      long seed,
      long perSecond)
      throws IOException, InterruptedException, SQLException {
    return load(
        stack,
        apply,
        plain(word),
        events,
        perSecond,
        schema -> new ClickSource(schema, seed, keys));
  }

  private static Topic load(
      BenchStack stack,
      PipelineApply apply,
      BenchPipeline pipeline,
      long events,
      long perSecond,
      Function<Schema, ClickSource> sources)
      throws IOException, InterruptedException, SQLException {
    SchemaVersion schema = apply.apply(pipeline);
    ClickSource source = sources.apply(new Schema.Parser().parse(schema.definition()));
    try (ClickProducer producer =
        ClickProducer.open(
            stack.kafka(),
            pipeline.topic(),
            pipeline.partitions(),
            source,
            schema.schemaId(),
            null)) {
      producer.sendPast(0, events, START, perSecond);
    }
    return new Topic(
        pipeline.topic(),
        events,
        pipeline.rules(),
        schema,
        TopicEnds.of(stack.kafka(), pipeline.topic()),
        ClickOracle.of(stack, pipeline, schema.definition()));
  }

  private static BenchPipeline plain(String word) {
    return BenchPipeline.plain("load_" + word.replace('-', '_'), "bench.clicks-" + word + ".v1");
  }

  @Override
  public void close() throws SQLException {
    oracle.close();
  }
}
