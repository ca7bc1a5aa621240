package io.headgate.bench.prove;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.headgate.bench.stack.BenchPipeline;
import io.headgate.bench.stack.BenchStack;
import io.headgate.bench.stack.PipelineApply;
import io.headgate.platform.registry.SchemaVersion;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** The pipeline of the benchmarks with a rollup of each grain on top of its aggregate. */
record LeveledClicks(BenchPipeline pipeline, SchemaVersion schema) {
  private static final String NAME = "together";
  private static final String RESOURCES = "/io/headgate/bench/together/";

  /** Applies it. */
  static LeveledClicks apply(BenchStack stack, PipelineApply apply) throws IOException {
    BenchPipeline pipeline = BenchPipeline.plain(NAME, "prove.together.v1");
    SchemaVersion schema = apply.apply(pipeline);
    Path folder = stack.layout().home("contracts").resolve(NAME);
    Path rollups = Files.createDirectories(folder.resolve("rollups"));
    Files.copy(folder.resolve("aggregates/clicks_by_site.sql"), rollups.resolve("minutely.sql"));
    Files.writeString(rollups.resolve("hourly.sql"), above("hour", "minutely"));
    Files.writeString(rollups.resolve("daily.sql"), above("day", "hourly"));
    Path contract = folder.resolve("pipeline.yaml");
    String levels =
        text("rollups.yaml").replace("@NAME@", NAME).replace("@AGGREGATE@", pipeline.aggregate());
    Files.writeString(
        contract, Files.readString(contract).replace("retention:\n", levels + "retention:\n"));
    apply.apply(folder);
    return new LeveledClicks(pipeline, schema);
  }

  private static String above(String width, String below) throws IOException {
    return text("above.sql").replace("@WIDTH@", width).replace("@BELOW@", NAME + "_" + below);
  }

  private static String text(String resource) throws IOException {
    try (InputStream in = LeveledClicks.class.getResourceAsStream(RESOURCES + resource)) {
      return new String(in.readAllBytes(), UTF_8);
    }
  }

  String name() {
    return NAME;
  }

  /** Dataset of a grain, for example {@code rollup.together_hourly}. */
  String dataset(String grain) {
    return "rollup." + NAME + "_" + grain;
  }

  /** The view of analysts on the same. */
  String view(String grain) {
    return "analyst." + NAME + "_" + grain;
  }
}
