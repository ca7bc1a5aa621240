package io.headgate.compaction;

import static java.util.Objects.requireNonNull;

import io.headgate.platform.contract.BatchDataset;
import io.headgate.platform.contract.PipelineContract;
import io.headgate.platform.contract.Reference;
import io.headgate.platform.contract.Rollup;
import io.headgate.platform.job.ExitCode;
import io.headgate.platform.job.HeadgateException;
import io.headgate.platform.registry.RegistryClient;
import io.headgate.platform.spark.LakeSession;
import java.util.ArrayList;
import java.util.List;
import org.apache.iceberg.Table;
import org.apache.iceberg.spark.Spark3Util;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.analysis.NoSuchTableException;
import org.apache.spark.sql.catalyst.parser.ParseException;

/**
 * The tables that a pipeline has in the lake.
 *
 * @param contract as the registry has it
 */
record PipelineTables(PipelineContract contract) {
  PipelineTables {
    requireNonNull(contract);
  }

  /**
   * Those of a pipeline that was applied.
   *
   * @throws HeadgateException when it was not
   */
  static PipelineTables of(RegistryClient registry, String pipeline) {
    return new PipelineTables(
        registry.appliedPipeline(pipeline, "maintain the tables of").contract());
  }

  /** Names of the datasets that events come to. */
  List<String> datasets() {
    List<String> datasets = new ArrayList<>();
    datasets.add(contract.rawDataset());
    datasets.add(contract.quarantineDataset());
    contract.rollups().stream().map(Rollup::dataset).forEach(datasets::add);
    contract.curated().stream().map(BatchDataset::dataset).forEach(datasets::add);
    return datasets;
  }

  /** All names, also of references and of what checks have found. */
  List<String> all() {
    List<String> all = new ArrayList<>(datasets());
    contract.references().stream().map(Reference::dataset).forEach(all::add);
    all.add(contract.metricsDataset());
    all.add(contract.offendingDataset());
    return all;
  }

  /**
   * Makes sure that the pipeline has it.
   *
   * @throws HeadgateException with those that it has
   */
  static void require(String pipeline, List<String> known, String dataset) {
    if (!known.contains(dataset)) {
      throw new HeadgateException(
          ExitCode.BAD_CONFIGURATION,
          "Cannot maintain %s: pipeline %s has no dataset '%s' in the lake. Give --dataset one of %s."
              .formatted(dataset, pipeline, dataset, String.join(", ", known)));
    }
  }

  /** The table as it is now. */
  static Table load(SparkSession spark, String dataset) {
    try {
      return Spark3Util.loadIcebergTable(spark, LakeSession.CATALOG + "." + dataset);
    } catch (NoSuchTableException | ParseException e) {
      throw new HeadgateException(
          ExitCode.BAD_CONFIGURATION,
          "Cannot maintain %s: the lake has no such table. Apply the pipeline (headgate apply) first."
              .formatted(dataset),
          e);
    }
  }
}
