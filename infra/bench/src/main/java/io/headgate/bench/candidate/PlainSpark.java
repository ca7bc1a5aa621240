package io.headgate.bench.candidate;

import io.headgate.bench.oracle.ClickOracle;
import io.headgate.bench.oracle.LakeFiles;
import io.headgate.bench.oracle.Verdict;
import io.headgate.bench.spark.PlainAggregates;
import io.headgate.bench.spark.PlainRaw;
import io.headgate.bench.stack.JobProcess;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Spark alone, as well as a competent user writes it; see {@link PlainRaw} and {@link
 * PlainAggregates}.
 *
 * @param dictionaryBytes limit of Parquet's dictionaries in raw; 0 for Parquet's own
 */
public record PlainSpark(String name, boolean raw, long dictionaryBytes) implements Candidate {
  private static String table(Target target) {
    return "plain." + target.pipeline().name();
  }

  @Override
  public JobProcess start(Target target) throws IOException, InterruptedException {
    Path jar = target.stack().layout().jar("streaming-jobs");
    Path schema = Files.writeString(target.folder().resolve("schema.avsc"), target.schema());
    List<String> options = new ArrayList<>(target.jvm().submit(target.run()));
    // The same jar brings the same Kafka source, Iceberg and ClickHouse client to both.
    options.addAll(List.of("--driver-class-path", own() + ":" + jar));
    options.add("--class");
    options.add((raw ? PlainRaw.class : PlainAggregates.class).getName());
    return target
        .stack()
        .submit(
            target.run(),
            options,
            jar,
            Map.of(),
            List.of(
                target.pipeline().topic(),
                schema.toString(),
                raw ? table(target) : target.pipeline().servingTable(),
                "file://" + target.checkpoints().resolve(name),
                Long.toString(target.recordsPerBatch()),
                Long.toString(dictionaryBytes)));
  }

  /** Where the classes of this module are: a jar, or a folder in its tests. */
  static Path own() {
    try {
      return Path.of(PlainSpark.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public boolean drained(Target target) throws IOException {
    return new Checkpoints(target.checkpoints()).reached(target.ends());
  }

  @Override
  public Verdict judge(Target target, ClickOracle oracle) throws SQLException, IOException {
    return raw ? oracle.raw(table(target)) : oracle.windows(target.pipeline().servingTable());
  }

  @Override
  public long storedBytes(Target target) throws SQLException, IOException {
    if (!raw) {
      return 0;
    }
    try (Connection catalog = target.stack().catalog()) {
      return LakeFiles.of(catalog, table(target)).bytes();
    }
  }
}
