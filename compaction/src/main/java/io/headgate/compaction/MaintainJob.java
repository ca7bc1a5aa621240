package io.headgate.compaction;

import io.headgate.compaction.SnapshotUsers.StatedReaders;
import io.headgate.compaction.UpkeepReport.Outcome;
import io.headgate.platform.job.ExitCode;
import io.headgate.platform.job.HeadgateException;
import io.headgate.platform.job.Job;
import io.headgate.platform.job.JobLauncher;
import io.headgate.platform.job.JobResult;
import io.headgate.platform.job.LeaseOptions;
import io.headgate.platform.job.Settings;
import io.headgate.platform.registry.Json;
import io.headgate.platform.registry.RegistryClient;
import io.headgate.platform.spark.LakeAccess;
import io.headgate.platform.spark.LakeSession;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import javax.annotation.Nullable;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** Does for a pipeline's tables what their metadata say is worth doing. */
@Command(
    name = "maintain",
    description =
        "Looks at the metadata of a pipeline's tables in the lake, and does what is worth doing:"
            + " removes partitions that the contract no longer keeps, packs small files, clusters"
            + " rows, rewrites manifests, expires snapshots that nobody needs, and removes files"
            + " that belong to no snapshot. A table with every action, what became of it and why"
            + " goes to standard error, the same as one line of JSON to standard output.",
    footer = {
      "",
      "Exit codes: 0 done, or nothing to do; 1 bug; 2 bad arguments or configuration; 3 another"
          + " job maintains a table, or another writer was in the way: the rest is done; 5 a"
          + " component is down; 6 the outcome of a commit is unknown."
    })
public final class MaintainJob implements Job {
  @Option(
      names = "--pipeline",
      required = true,
      paramLabel = "NAME",
      description = "Pipeline, as applied.")
  private String pipeline;

  @Option(
      names = "--dataset",
      paramLabel = "NAME",
      description = "Only this one of its datasets; may be repeated. Default: all in the lake.")
  private List<String> datasets = new ArrayList<>();

  @Option(
      names = "--action",
      split = ",",
      paramLabel = "NAME",
      converter = KindConverter.class,
      description =
          "Some of retention, bin-pack, cluster, manifests, snapshots, orphans; done in this order."
              + " Default: all.")
  private List<UpkeepKind> actions = new ArrayList<>();

  @Option(
      names = "--older-than",
      paramLabel = "DURATION",
      defaultValue = "PT1H",
      description =
          "How long a partition must be closed, and its rows unchanged, before its files are"
              + " rewritten. Default: ${DEFAULT-VALUE}.")
  private Duration olderThan;

  @Option(
      names = "--snapshots-older-than",
      paramLabel = "DURATION",
      defaultValue = "PT6H",
      description =
          "How long ago a snapshot must have been the newest before it expires; the longest query"
              + " must be shorter. A stream makes up to 360 per hour, and each commit lists all that"
              + " there are. Default: ${DEFAULT-VALUE}.")
  private Duration snapshotsOlderThan;

  @Option(
      names = "--orphans-older-than",
      paramLabel = "DURATION",
      defaultValue = "P3D",
      description =
          "How old a file that belongs to no snapshot must be; at least P1D, as a commit may be"
              + " about to take it. Default: ${DEFAULT-VALUE}.")
  private Duration orphansOlderThan;

  @Option(
      names = "--correctable",
      paramLabel = "DURATION",
      defaultValue = "P7D",
      description =
          "How long after its end a partition can still be corrected; the newest snapshot that the"
              + " ledger names for it stays so long. Default: ${DEFAULT-VALUE}.")
  private Duration correctable;

  @Option(
      names = "--reader-checkpoint",
      paramLabel = "URI",
      description =
          "Checkpoint folder of a Spark stream that reads one of the tables; may be repeated. What"
              + " it has still to read stays. (With the trigger AvailableNow, Iceberg starts each"
              + " time from the first snapshot that the stream ever read: state that one by"
              + " --reader-snapshot.)")
  private List<String> checkpoints = new ArrayList<>();

  @Option(
      names = "--reader-snapshot",
      paramLabel = "ID",
      description =
          "Snapshot from which somebody reads on; may be repeated, for one --dataset. It and all"
              + " after it stay. (One snapshot stays as long as a tag names it.)")
  private List<Long> readerSnapshots = new ArrayList<>();

  @Option(
      names = "--queries",
      paramLabel = "URI",
      description =
          "Recorded queries, a line of JSON each: {\"dataset\": …, \"filter\": …, \"times\": …}."
              + " Action cluster then sorts or Z-orders, whichever skips more for them; without it"
              + " it Z-orders by the keys of the contract's rollups.")
  @Nullable
  private String queries;

  @Mixin private LeaseOptions leases;

  @Option(names = "--dry-run", description = "Tell what would be done, and why.")
  private boolean dryRun;

  @Spec private CommandSpec spec;

  public static void main(String[] args) {
    JobLauncher.launch(new MaintainJob(), args);
  }

  @Override
  public JobResult run(Settings settings) {
    UpkeepLimits limits = limits();
    RegistryClient registry = RegistryClient.ofReader(settings);
    PipelineTables tables = PipelineTables.of(registry, pipeline);
    List<String> known = tables.all();
    datasets.forEach(each -> PipelineTables.require(pipeline, known, each));
    LakeAccess lake = LakeAccess.of(settings);
    List<UpkeepReport> reports = new ArrayList<>();
    List<CompactionReport> partitions = new ArrayList<>();
    try (SparkSession spark = LakeSession.open("maintain", lake)) {
      TableUpkeep upkeep =
          new TableUpkeep(
              spark,
              registry,
              tables.contract(),
              lake.warehouse(),
              limits,
              partitions::add,
              Clock.systemUTC());
      Set<UpkeepKind> kinds =
          actions.isEmpty() ? EnumSet.allOf(UpkeepKind.class) : EnumSet.copyOf(actions);
      for (String dataset : datasets.isEmpty() ? known : datasets) {
        reports.addAll(dryRun ? upkeep.plan(dataset, kinds) : upkeep.carryOut(dataset, kinds));
      }
    }
    return result(reports, partitions);
  }

  private UpkeepLimits limits() {
    Map<String, Duration> given =
        Map.of(
            "--older-than", olderThan,
            "--snapshots-older-than", snapshotsOlderThan,
            "--correctable", correctable);
    given.forEach(
        (option, value) -> {
          if (value.isNegative()) {
            throw badArgument("%s %s is negative. Give PT0S or more.".formatted(option, value));
          }
        });
    if (orphansOlderThan.compareTo(OrphanUpkeep.LEAST) < 0) {
      throw badArgument(
          "files of %s ago may belong to a commit that is under way. Give --orphans-older-than %s or more."
              .formatted(orphansOlderThan, OrphanUpkeep.LEAST));
    }
    if (!readerSnapshots.isEmpty() && datasets.size() != 1) {
      throw badArgument("--reader-snapshot belongs to one table. Give one --dataset.");
    }
    return new UpkeepLimits(
        olderThan,
        snapshotsOlderThan,
        orphansOlderThan,
        correctable,
        new StatedReaders(
            checkpoints.stream().map(ReaderCheckpoint::new).toList(), readerSnapshots),
        queries,
        leases.lease());
  }

  private JobResult result(List<UpkeepReport> reports, List<CompactionReport> partitions) {
    partitions.forEach(each -> spec.commandLine().getErr().println(ReportTable.of(each)));
    spec.commandLine().getErr().println(UpkeepTable.of(reports));
    spec.commandLine()
        .getOut()
        .println(
            Json.write(
                Map.of(
                    "pipeline",
                    pipeline,
                    "dry_run",
                    dryRun,
                    "upkeep",
                    reports,
                    "compactions",
                    partitions)));
    List<String> reasons =
        reports.stream()
            .filter(each -> each.outcome() == Outcome.FAILED)
            .map(UpkeepReport::why)
            .toList();
    JobResult result =
        JobResult.of(exitCode(reports)).with("pipeline", pipeline).with("dry_run", dryRun);
    for (Outcome outcome : Outcome.values()) {
      result =
          result.with(
              outcome.toString(),
              reports.stream().filter(each -> each.outcome() == outcome).count());
    }
    return reasons.isEmpty() ? result : result.with("reasons", reasons);
  }

  /** An unknown outcome is told before all else, since a person may want to look. */
  private static ExitCode exitCode(List<UpkeepReport> reports) {
    List<ExitCode> failures =
        reports.stream().map(UpkeepReport::failure).filter(Objects::nonNull).toList();
    if (failures.contains(ExitCode.OUTCOME_UNKNOWN)) {
      return ExitCode.OUTCOME_UNKNOWN;
    }
    return failures.isEmpty() ? ExitCode.DONE : failures.get(0);
  }

  private HeadgateException badArgument(String reason) {
    return new HeadgateException(
        ExitCode.BAD_CONFIGURATION, "Cannot maintain %s: %s".formatted(pipeline, reason));
  }

  /** Reads {@code manifests}. */
  static final class KindConverter implements ITypeConverter<UpkeepKind> {
    @Override
    public UpkeepKind convert(String value) {
      try {
        return UpkeepKind.of(value);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage());
      }
    }
  }
}
