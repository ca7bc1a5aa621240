package io.headgate.batch;

import io.headgate.platform.batch.FaultPoint;
import io.headgate.platform.contract.Reference;
import io.headgate.platform.contract.ReferenceOrigin;
import io.headgate.platform.job.ExitCode;
import io.headgate.platform.job.HeadgateException;
import io.headgate.platform.job.Job;
import io.headgate.platform.job.JobLauncher;
import io.headgate.platform.job.JobResult;
import io.headgate.platform.job.Settings;
import io.headgate.platform.reference.JdbcSource;
import io.headgate.platform.reference.ReferenceLoad;
import io.headgate.platform.reference.ReferenceLoad.Loaded;
import io.headgate.platform.reference.ReferenceRows;
import io.headgate.platform.registry.LedgerRow;
import io.headgate.platform.registry.PipelineVersion;
import io.headgate.platform.registry.RegistryClient;
import io.headgate.platform.spark.LakeAccess;
import io.headgate.platform.spark.LakeSession;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import javax.annotation.Nullable;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Makes a reference dataset what its source has now. */
@Command(
    name = "load-reference",
    description =
        "Loads a reference dataset of a pipeline from a relational table or a CSV file: all rows or"
            + " none, in one commit, and no commit when nothing has changed.",
    footer = {
      "",
      "Exit codes: 0 loaded, or nothing to do; 1 bug; 2 bad arguments or configuration; 4 the rows"
          + " failed their checks; 5 a component is down; 6 the outcome of a commit is unknown."
    })
public final class LoadReferenceJob implements Job {
  private final Clock clock = Clock.systemUTC();

  @Option(
      names = "--pipeline",
      required = true,
      paramLabel = "NAME",
      description = "Pipeline, as applied.")
  private String pipeline;

  @Option(
      names = "--reference",
      required = true,
      paramLabel = "NAME",
      description = "Reference of the pipeline's contract.")
  private String name;

  @Nullable
  @Option(
      names = "--csv",
      paramLabel = "URI",
      description =
          "CSV file with a header line, instead of the table that the contract names. The file of a"
              + " pipeline's folder is loaded by headgate apply.")
  private URI csv;

  public static void main(String[] args) {
    JobLauncher.launch(new LoadReferenceJob(), args);
  }

  @Override
  public JobResult run(Settings settings) {
    Instant startedAt = clock.instant();
    RegistryClient registry = RegistryClient.of(settings);
    PipelineVersion recorded = registry.appliedPipeline(pipeline, "run");
    Reference reference = chosen(recorded);
    Function<SparkSession, ReferenceRows> source = source(reference, settings);
    try (SparkSession spark = LakeSession.open("load-reference", LakeAccess.of(settings))) {
      Loaded loaded = new ReferenceLoad(spark, source.apply(spark)).run();
      FaultPoint.AFTER_LOAD.pass();
      // Also when nothing was changed: an earlier attempt may have ended before it could report.
      registry.postLedger(ledgerRow(recorded, reference, loaded, startedAt));
      return JobResult.done()
          .with("pipeline", pipeline)
          .with("dataset", reference.dataset())
          .with("end", loaded.changed() ? "LOADED" : "NOTHING_TO_DO")
          .with("rows", loaded.rows())
          .with("snapshot", loaded.snapshotId());
    }
  }

  private Reference chosen(PipelineVersion recorded) {
    return recorded
        .contract()
        .reference(name)
        .orElseThrow(
            () ->
                new HeadgateException(
                    ExitCode.BAD_CONFIGURATION,
                    "Cannot load reference '%s' of pipeline %s: version %d of its contract has %s. Correct --reference, or apply the pipeline."
                        .formatted(name, pipeline, recorded.version(), known(recorded))));
  }

  private static String known(PipelineVersion recorded) {
    List<Reference> references = recorded.contract().references();
    return references.isEmpty()
        ? "none"
        : "only " + references.stream().map(Reference::name).collect(Collectors.joining(", "));
  }

  /** Mistakes are told before Spark is started. */
  private Function<SparkSession, ReferenceRows> source(Reference reference, Settings settings) {
    URI file = csv;
    if (file != null) {
      return spark -> ReferenceRows.csv(spark, reference, file);
    }
    if (reference.origin() instanceof ReferenceOrigin.Jdbc jdbc) {
      JdbcSource database = JdbcSource.of(settings);
      return spark -> ReferenceRows.jdbc(spark, reference, database, jdbc.table());
    }
    throw new HeadgateException(
        ExitCode.BAD_CONFIGURATION,
        "Cannot load reference '%s' of pipeline %s: its rows stand in a file of the pipeline's folder. Apply the folder (headgate apply), or give a newer file with --csv."
            .formatted(name, pipeline));
  }

  private LedgerRow ledgerRow(
      PipelineVersion recorded, Reference reference, Loaded loaded, Instant startedAt) {
    return new LedgerRow(
        "load-reference:" + reference.name(),
        "snapshot " + loaded.snapshotId(),
        0,
        reference.dataset(),
        pipeline,
        recorded.version(),
        List.of(),
        loaded.rows(),
        loaded.rows(),
        0,
        Map.of(),
        loaded.snapshotId(),
        null,
        null,
        startedAt,
        clock.instant());
  }
}
