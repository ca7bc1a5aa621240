package io.headgate.platform.apply;

import static java.util.stream.Collectors.joining;

import io.headgate.platform.contract.Aggregate;
import io.headgate.platform.contract.BatchDataset;
import io.headgate.platform.contract.PipelineContract;
import io.headgate.platform.contract.Reference;
import io.headgate.platform.contract.Rollup;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a retired pipeline leaves behind.
 *
 * @param topics of Kafka, with those of dead letters
 * @param tables of the lake, without its catalog
 * @param served tables of ClickHouse, each with a view for analysts
 */
public record KeptData(List<String> topics, List<String> tables, List<String> served) {
  public KeptData {
    topics = List.copyOf(topics);
    tables = List.copyOf(tables);
    served = List.copyOf(served);
  }

  public static KeptData of(PipelineContract contract) {
    return new KeptData(
        contract.sources().stream()
            .flatMap(source -> Stream.of(source.topic(), source.deadLetterTopic()))
            .toList(),
        Stream.of(
                Stream.of(contract.rawDataset(), contract.quarantineDataset()),
                contract.batchDatasets().stream().map(BatchDataset::dataset),
                contract.references().stream().map(Reference::dataset),
                Stream.of(contract.metricsDataset(), contract.offendingDataset()))
            .flatMap(each -> each)
            .toList(),
        Stream.concat(
                contract.aggregates().stream().map(Aggregate::name),
                contract.rollups().stream()
                    .filter(rollup -> rollup.finalizes() == null)
                    .map(Rollup::name))
            .toList());
  }

  /** What there is, and how a person drops it. */
  @Override
  public String toString() {
    return Stream.of(
            "Nothing is deleted. These stay, and can be read through their gates as before; nothing",
            "maintains them or removes old days from them:",
            list("topics", topics),
            list("lake", tables),
            list("ClickHouse", served),
            "  registry: contract, ledger, partitions, lineage; checkpoints beside them",
            "To drop them by hand, once nobody reads them:",
            "  topics: kafka-topics.sh --bootstrap-server ADDRESS --delete --topic TOPIC",
            "  lake: DROP TABLE lake.TABLE PURGE in Spark; then, as the owner of the registry's",
            "    database, DELETE FROM catalog.iceberg_tables WHERE catalog_name = 'published'",
            "    AND table_namespace = ... AND table_name = ...",
            "  ClickHouse: DROP VIEW analyst.TABLE, then DROP TABLE serving.TABLE, as user lake",
            "  checkpoints: the pipeline's folders below streams.checkpoints")
        .filter(line -> !line.isEmpty())
        .collect(joining("\n"));
  }

  private static String list(String what, List<String> names) {
    return names.isEmpty() ? "" : "  %s: %s".formatted(what, String.join(", ", names));
  }
}
