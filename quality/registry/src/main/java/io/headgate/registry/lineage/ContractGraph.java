package io.headgate.registry.lineage;

import io.headgate.platform.contract.Aggregate;
import io.headgate.platform.contract.BatchDataset;
import io.headgate.platform.contract.Enrichment;
import io.headgate.platform.contract.Input;
import io.headgate.platform.contract.PipelineContract;
import io.headgate.platform.contract.Rollup;
import io.headgate.platform.contract.Source;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which datasets a pipeline's jobs make from which, as its contract says.
 *
 * @param pipeline its name
 * @param kinds what each dataset is, by its name
 * @param links from what to what, by which job
 */
public record ContractGraph(String pipeline, Map<String, String> kinds, Set<Link> links) {
  /** What ClickHouse serves. */
  public static final String SERVING = "SERVING";

  public static final String TOPIC = "TOPIC";
  private static final String SERVING_DATABASE = "serving.";

  public ContractGraph {
    kinds = Map.copyOf(kinds);
    links = Set.copyOf(links);
  }

  /**
   * That a job makes one dataset from another.
   *
   * @param writer the dataset whose ledger rows or runs tell of the job
   */
  public record Link(String from, String to, String jobNamespace, String job, String writer) {}

  public static ContractGraph of(PipelineContract contract) {
    Builder builder = new Builder(contract);
    return new ContractGraph(contract.name(), builder.kinds, builder.links);
  }

  /** ClickHouse's name of a table. */
  public static String serving(String table) {
    return SERVING_DATABASE + table;
  }

  private static final class Builder {
    private final Map<String, String> kinds = new LinkedHashMap<>();
    private final Set<Link> links = new LinkedHashSet<>();

    Builder(PipelineContract contract) {
      String raw = contract.rawDataset();
      String ingest = "raw-ingest:" + contract.name();
      kinds.put(raw, "RAW");
      kinds.put(contract.quarantineDataset(), "QUARANTINE");
      for (Source source : contract.sources()) {
        kinds.put(source.topic(), TOPIC);
        kinds.put(source.deadLetterTopic(), TOPIC);
        for (String to : List.of(raw, contract.quarantineDataset(), source.deadLetterTopic())) {
          links.add(link(source.topic(), to, ingest, raw));
        }
      }
      for (Enrichment enrichment : contract.enrichments()) {
        contract
            .reference(enrichment.reference())
            .ifPresent(
                reference -> {
                  kinds.put(reference.dataset(), "REFERENCE");
                  links.add(link(reference.dataset(), raw, ingest, raw));
                });
      }
      contract.aggregates().forEach(aggregate -> add(contract, aggregate));
      contract.rollups().forEach(rollup -> add(contract, rollup));
      contract.curated().forEach(curated -> add(contract, curated, "CURATED"));
    }

    /** What another pipeline makes is of the kind that its own contract says. */
    private void add(PipelineContract contract, BatchDataset made, String kind) {
      String job = BatchDataset.job(made.dataset());
      kinds.put(made.dataset(), kind);
      for (Input input : made.inputs(contract)) {
        links.add(link(input.dataset(), made.dataset(), job, made.dataset()));
      }
    }

    private void add(PipelineContract contract, Aggregate aggregate) {
      String name = aggregate.name();
      String job = "aggregate:%s:%s".formatted(contract.name(), name);
      kinds.put(name, "AGGREGATE");
      for (Source source : contract.sources()) {
        links.add(link(source.topic(), name, job, name));
      }
      for (Enrichment enrichment : contract.enrichments()) {
        contract
            .reference(enrichment.reference())
            .ifPresent(reference -> links.add(link(reference.dataset(), name, job, name)));
      }
      kinds.put(serving(name), SERVING);
      links.add(link(name, serving(name), job, name));
    }

    private void add(PipelineContract contract, Rollup rollup) {
      add(contract, rollup, "ROLLUP");
      String job = BatchDataset.job(rollup.dataset());
      kinds.put(serving(rollup.servingTable()), SERVING);
      links.add(link(rollup.dataset(), serving(rollup.servingTable()), job, rollup.dataset()));
    }

    private static Link link(String from, String to, String job, String writer) {
      return new Link(from, to, DatasetNames.OURS, job, writer);
    }
  }
}
