package io.headgate.platform.apply;

import io.headgate.platform.contract.PipelineContract;
import io.headgate.platform.contract.Reference;
import io.headgate.platform.contract.ReferenceOrigin;
import io.headgate.platform.job.ExitCode;
import io.headgate.platform.job.HeadgateException;
import io.headgate.platform.reference.ReferenceLoad;
import io.headgate.platform.reference.ReferenceRows;
import io.headgate.platform.registry.Dataset;
import io.headgate.platform.registry.RegistryClient;
import io.headgate.platform.spark.LakeSession;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.iceberg.Table;
import org.apache.iceberg.spark.Spark3Util;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.analysis.NoSuchTableException;
import org.apache.spark.sql.catalyst.parser.ParseException;

/**
 * The rows of references whose CSV file stands in the folder. A table says which file was loaded
 * into it, so that a file is loaded once, and what a job has loaded since is left alone until the
 * file changes.
 */
final class ReferenceContents implements Target {
  private static final String LOADED = "headgate.csv-sha256";

  private final SparkSession spark;
  private final RegistryClient registry;
  private final Optional<Path> folder;

  /**
   * Makes the target.
   *
   * @param folder the pipeline's folder; without it nothing is loaded
   */
  ReferenceContents(SparkSession spark, RegistryClient registry, Optional<Path> folder) {
    this.spark = spark;
    this.registry = registry;
    this.folder = folder;
  }

  @Override
  public List<Step> plan(PipelineContract contract) {
    List<Step> steps = new ArrayList<>();
    for (Reference reference : contract.references()) {
      refuseAnothersTable(contract, reference);
      steps.add(
          reference.origin() instanceof ReferenceOrigin.Csv csv
              ? file(reference, csv)
              : table(contract, reference));
    }
    return steps;
  }

  /** Two pipelines that load one table would undo each other. */
  private void refuseAnothersTable(PipelineContract contract, Reference reference) {
    registry
        .dataset(reference.dataset())
        .map(Dataset::pipeline)
        .filter(owner -> !owner.equals(contract.name()))
        .ifPresent(
            owner -> {
              throw new HeadgateException(
                  ExitCode.BAD_CONFIGURATION,
                  "Cannot make %s for pipeline %s: it belongs to pipeline %s. Give the reference another name."
                      .formatted(reference.dataset(), contract.name(), owner));
            });
  }

  private Step file(Reference reference, ReferenceOrigin.Csv csv) {
    String subject = "rows of " + reference.dataset();
    String loaded =
        load(reference).map(table -> table.properties().getOrDefault(LOADED, "")).orElse("");
    if (loaded.equals(csv.sha256())) {
      return Step.nothingToDo(subject);
    }
    if (folder.isEmpty()) {
      return Step.nothingToDo(subject, csv.file() + " is loaded when its folder is applied");
    }
    ReferenceRows rows =
        ReferenceRows.csv(spark, reference, folder.get().resolve(csv.file()).toUri());
    new ReferenceLoad(spark, rows).check();
    return Step.change(
        subject,
        String.format(Locale.ROOT, "load %,d from %s", rows.rows().count(), csv.file()),
        () -> {
          new ReferenceLoad(spark, rows).run();
          load(reference).orElseThrow().updateProperties().set(LOADED, csv.sha256()).commit();
        });
  }

  private Step table(PipelineContract contract, Reference reference) {
    String subject = "rows of " + reference.dataset();
    boolean loaded = load(reference).map(table -> table.currentSnapshot() != null).orElse(false);
    return loaded
        ? Step.nothingToDo(subject)
        : Step.nothingToDo(
            subject,
            "load them with LoadReferenceJob --pipeline %s --reference %s"
                .formatted(contract.name(), reference.name()));
  }

  private Optional<Table> load(Reference reference) {
    try {
      return Optional.of(
          Spark3Util.loadIcebergTable(spark, LakeSession.CATALOG + "." + reference.dataset()));
    } catch (NoSuchTableException e) {
      return Optional.empty();
    } catch (ParseException e) {
      throw new IllegalStateException("Not a table name: " + reference.dataset(), e);
    }
  }
}
