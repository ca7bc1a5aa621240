package io.headgate.local.offending;

import static java.util.function.Function.identity;
import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toMap;

import io.headgate.local.Lake;
import io.headgate.local.StackLayout;
import io.headgate.local.StackProperties;
import io.headgate.platform.contract.BatchDataset;
import io.headgate.platform.contract.Check;
import io.headgate.platform.contract.PipelineContract;
import io.headgate.platform.job.ExitCode;
import io.headgate.platform.job.HeadgateException;
import io.headgate.platform.job.Settings;
import io.headgate.platform.job.SettingsSource;
import io.headgate.platform.registry.Partition;
import io.headgate.platform.registry.RegistryClient;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import javax.annotation.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows an operator which rows failed a check; analysts never see them. */
@Command(
    name = "offending",
    mixinStandardHelpOptions = true,
    description =
        "Show the rows of a batch dataset that failed a check, with the reason, how many there were"
            + " and the sample that was kept of them; of each partition what its newest run with"
            + " such rows has kept. Values are masked as they are in raw.")
public final class OffendingCommand implements Callable<Integer> {
  @Parameters(index = "0", paramLabel = "PIPELINE", description = "For example flights.")
  private String pipeline;

  @Parameters(
      index = "1",
      paramLabel = "DATASET",
      description = "For example rollup.flights_by_origin_daily.")
  private String dataset;

  @Nullable
  @Parameters(
      index = "2",
      arity = "0..1",
      paramLabel = "PARTITION",
      description = "Partition key, for example 2026-11-20. Default: all.")
  private String partition;

  @Nullable
  @Option(names = "--check", paramLabel = "NAME", description = "Only of this check.")
  private String check;

  @Option(
      names = "--limit",
      defaultValue = "20",
      paramLabel = "N",
      description = "How many rows are shown. Default: ${DEFAULT-VALUE}.")
  private int limit;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    if (limit < 1) {
      throw new CommandLine.ParameterException(
          spec.commandLine(), "Cannot use --limit %d: it must be at least 1.".formatted(limit));
    }
    StackLayout layout = StackLayout.of(System.getenv());
    StackProperties.existing(layout);
    Settings settings = new SettingsSource(System.getenv()).read(Map.of(), layout.config());
    RegistryClient registry = RegistryClient.ofReader(settings);
    PipelineContract contract =
        registry.appliedPipeline(pipeline, "show offending rows of").contract();
    BatchDataset made = made(contract);
    OffendingRows found;
    try (Lake lake = Lake.open(settings)) {
      found =
          OffendingRows.read(lake.table(contract.offendingDataset()), dataset, partition, check);
    }
    System.out.println(
        found.rows().isEmpty()
            ? none(made)
            : OffendingText.of(
                found,
                registry.partitions(dataset).stream()
                    .collect(toMap(Partition::partitionKey, identity())),
                limit));
    return 0;
  }

  private BatchDataset made(PipelineContract contract) {
    return contract
        .batchDataset(dataset)
        .orElseThrow(
            () ->
                new HeadgateException(
                    ExitCode.BAD_CONFIGURATION,
                    "Cannot show offending rows of '%s': pipeline %s has no such batch dataset. Give one of %s."
                        .formatted(
                            dataset,
                            pipeline,
                            Stream.concat(contract.rollups().stream(), contract.curated().stream())
                                .map(BatchDataset::dataset)
                                .collect(joining(", ")))));
  }

  /** What no check of rows has found may still have failed as a whole. */
  private String none(BatchDataset made) {
    return "No rows of %s%s are kept that failed %s. A check of a whole partition, such as a row count against its average, has none: see headgate gates show %s%s."
        .formatted(
            dataset,
            partition == null ? "" : " " + partition,
            check == null
                ? "a check"
                : "check '%s'; the contract has these: %s"
                    .formatted(
                        check, made.checks().stream().map(Check::name).collect(joining(", "))),
            dataset,
            partition == null ? "" : " --partition " + partition);
  }
}
