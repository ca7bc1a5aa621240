package io.headgate.bench.candidate;

import io.headgate.bench.oracle.ClickOracle;
import io.headgate.bench.oracle.LakeFiles;
import io.headgate.bench.oracle.Verdict;
import io.headgate.bench.spark.PlainLoop;
import io.headgate.bench.stack.JobProcess;
import io.headgate.components.Jdk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The limit of raw: {@link PlainLoop}, without any engine. It recovers from nothing. */
public record Ceiling(String name) implements Candidate {
  private static final String DONE = "drained";

  @Override
  public JobProcess start(Target target) throws IOException {
    Path schema = Files.writeString(target.folder().resolve("schema.avsc"), target.schema());
    List<String> words = new ArrayList<>(List.of(Jdk.java(), "-Xmx" + target.jvm().heap()));
    words.addAll(target.jvm().all(target.run()));
    words.addAll(
        List.of(
            "-cp",
            System.getProperty("java.class.path"),
            PlainLoop.class.getName(),
            target.pipeline().topic(),
            schema.toString(),
            target.pipeline().rawTable(),
            target.folder().resolve(DONE).toString()));
    return JobProcess.start(
        target.run(),
        words,
        Map.of("HEADGATE_CONFIG", target.stack().layout().config().toString()),
        target.folder());
  }

  @Override
  public boolean drained(Target target) {
    return Files.exists(target.folder().resolve(DONE));
  }

  @Override
  public Verdict judge(Target target, ClickOracle oracle) throws SQLException, IOException {
    return oracle.raw(target.pipeline().rawTable());
  }

  @Override
  public long storedBytes(Target target) throws SQLException, IOException {
    try (Connection catalog = target.stack().catalog()) {
      return LakeFiles.of(catalog, target.pipeline().rawTable()).bytes();
    }
  }
}
