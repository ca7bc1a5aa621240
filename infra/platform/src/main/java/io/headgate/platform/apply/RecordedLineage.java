package io.headgate.platform.apply;

import io.headgate.platform.contract.PipelineContract;
import io.headgate.platform.registry.ColumnEdge;
import io.headgate.platform.registry.PipelineVersion;
import io.headgate.platform.registry.RegistryClient;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.SparkSession;

/** Which column goes into which, beside the contract that says so. */
final class RecordedLineage implements Target {
  private final RegistryClient registry;
  private final SparkSession spark;

  RecordedLineage(RegistryClient registry, SparkSession spark) {
    this.registry = registry;
    this.spark = spark;
  }

  @Override
  public List<Step> plan(PipelineContract contract) {
    String subject = "column lineage of " + contract.name();
    List<ColumnEdge> edges = ContractLineage.of(spark, contract);
    boolean same =
        registry
            .pipeline(contract.name())
            .filter(version -> version.contract().equals(contract))
            .map(
                version ->
                    Set.copyOf(registry.lineage().columnEdges(contract.name(), version.version())))
            .filter(Set.copyOf(edges)::equals)
            .isPresent();
    return List.of(
        same
            ? Step.nothingToDo(subject)
            : Step.change(
                subject, "record %d edges".formatted(edges.size()), () -> record(contract, edges)));
  }

  private void record(PipelineContract contract, List<ColumnEdge> edges) {
    PipelineVersion version = registry.pipeline(contract.name()).orElseThrow();
    registry.lineage().putColumnEdges(contract.name(), version.version(), edges);
  }
}
