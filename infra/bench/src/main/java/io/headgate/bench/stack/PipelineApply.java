package io.headgate.bench.stack;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.headgate.platform.apply.ApplyPipeline;
import io.headgate.platform.registry.SchemaVersion;
import io.headgate.platform.spark.LakeAccess;
import io.headgate.platform.spark.LakeSession;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.spark.sql.SparkSession;

/**
 * Writes the folder of a {@link BenchPipeline} and applies it, as {@code headgate apply} does.
 * Keeps one Spark session for all pipelines.
 */
public final class PipelineApply implements AutoCloseable {
  private static final String RESOURCES = "/io/headgate/bench/pipeline/";

  private final BenchStack stack;
  private final SparkSession spark;
  private final ApplyPipeline apply;

  public PipelineApply(BenchStack stack) {
    this.stack = stack;
    if (System.getProperty("spark.master") == null) {
      System.setProperty("spark.master", "local[1]");
    }
    this.spark = LakeSession.open("bench-apply", LakeAccess.of(stack.settings()));
    this.apply = new ApplyPipeline(stack.settings(), spark, stack.layout().pipelines());
  }

  /**
   * Makes the pipeline's topic, tables and schema.
   *
   * @return the schema that events are written with
   */
  public SchemaVersion apply(BenchPipeline pipeline) throws IOException {
    Path folder = stack.layout().home("contracts").resolve(pipeline.name());
    Files.createDirectories(folder.resolve("aggregates"));
    boolean masked = pipeline.rules() && stack.hashKey().isPresent();
    Files.writeString(
        folder.resolve("click.avsc"),
        text("click.avsc").replace("@PII@", masked ? ", \"pii\": \"hash\"" : ""));
    Files.writeString(
        folder.resolve("aggregates").resolve("clicks_by_site.sql"), text("clicks_by_site.sql"));
    Files.writeString(
        folder.resolve("pipeline.yaml"),
        text("pipeline.yaml")
            .replace("@NAME@", pipeline.name())
            .replace("@TOPIC@", pipeline.topic())
            .replace("@PARTITIONS@", Integer.toString(pipeline.partitions()))
            .replace("@WATERMARK@", pipeline.watermarkDelay())
            .replace("@DELIVERY@", pipeline.exactlyOnce() ? "exactly_once" : "at_least_once")
            .replace("@RULES@", pipeline.rules() ? text("rules.yaml") : "")
            .replace("@AGGREGATE@", pipeline.aggregate()));
    apply(folder);
    return stack.registry().schemas().latest(pipeline.topic()).orElseThrow();
  }

  /** Applies a pipeline's folder as it is. */
  public void apply(Path folder) {
    apply.carryOut(apply.plan(ApplyPipeline.load(spark, folder), folder), step -> {});
  }

  /** A session with catalog {@code lake}; closed with this. */
  public SparkSession session() {
    return spark;
  }

  private static String text(String name) throws IOException {
    try (InputStream in = PipelineApply.class.getResourceAsStream(RESOURCES + name)) {
      return new String(in.readAllBytes(), UTF_8);
    }
  }

  @Override
  public void close() {
    apply.close();
    spark.stop();
  }
}
