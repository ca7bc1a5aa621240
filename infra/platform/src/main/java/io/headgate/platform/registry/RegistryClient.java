package io.headgate.platform.registry;

import static io.headgate.platform.registry.RegistryCalls.segment;

import com.fasterxml.jackson.databind.JsonNode;
import io.headgate.platform.contract.PipelineContract;
import io.headgate.platform.contract.Source;
import io.headgate.platform.job.ExitCode;
import io.headgate.platform.job.HeadgateException;
import io.headgate.platform.job.Setting;
import io.headgate.platform.job.Settings;
import io.headgate.platform.registry.RegistryCalls.ListPage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import javax.annotation.Nullable;

/**
 * The registry, as jobs use it. Every call may be repeated without harm.
 *
 * <p>A registry that does not answer after a few retries is a {@link HeadgateException} with {@code
 * DEPENDENCY_DOWN}; one that refuses is a {@link RegistryRefusedException}.
 */
public final class RegistryClient {
  private static final int RETRIES = 4;

  private final RegistryCalls calls;

  /**
   * @param url for example {@code http://127.0.0.1:17105}
   * @param apiKey sent with every call; null for a reader, where the registry lets anyone read
   */
  public RegistryClient(String url, @Nullable String apiKey) {
    this(new RegistryCalls(url, apiKey, RETRIES));
  }

  private RegistryClient(RegistryCalls calls) {
    this.calls = calls;
  }

  /** The registry of the settings, for a job that writes; without the key it does not begin. */
  public static RegistryClient of(Settings settings) {
    return new RegistryClient(settings.registryUrl().toString(), settings.registryApiKey());
  }

  /** The registry of the settings, for a reader; the key is sent where there is one. */
  public static RegistryClient ofReader(Settings settings) {
    return new RegistryClient(
        settings.registryUrl().toString(), settings.find(Setting.REGISTRY_API_KEY).orElse(null));
  }

  /** As this one, but it asks once; for callers that come back later by themselves. */
  public RegistryClient withoutRetries() {
    return new RegistryClient(calls.withoutRetries());
  }

  /** The schemas of topics. */
  public SchemaClient schemas() {
    return new SchemaClient(calls);
  }

  /** Where datasets and their columns come from. */
  public LineageClient lineage() {
    return new LineageClient(calls);
  }

  public IncidentClient incidents() {
    return new IncidentClient(calls);
  }

  /** Rules that tell people of metrics. */
  public AlertClient alerts() {
    return new AlertClient(calls);
  }

  /** The keys that the registry lets in. */
  public KeyClient keys() {
    return new KeyClient(calls);
  }

  /** All that operators do with gates; a job asks {@link #gate}. */
  public GateClient gates() {
    return new GateClient(calls);
  }

  /** The right to maintain tables. */
  public LeaseClient leases() {
    return new LeaseClient(calls);
  }

  /** What goes on now. */
  public ActivityClient activity() {
    return new ActivityClient(calls);
  }

  /** Whether the registry answers and reaches its database. */
  public boolean ready() {
    try {
      return calls.get("ask for health", "/health/ready", JsonNode.class).isPresent();
    } catch (HeadgateException e) {
      return false;
    }
  }

  /** Records a contract; the same contract again gives the same version. */
  public PipelineVersion applyPipeline(PipelineContract contract) {
    record Application(
        String name,
        String mode,
        String ownerTeam,
        long slaMinutes,
        List<String> sourceTopics,
        PipelineContract contract) {}
    return calls.post(
        "record pipeline " + contract.name(),
        "/v1/pipelines",
        new Application(
            contract.name(),
            contract.sources().isEmpty() ? "batch" : "streaming",
            contract.ownerTeam(),
            contract.sla().published().toMinutes(),
            contract.sources().stream().map(Source::topic).toList(),
            contract),
        PipelineVersion.class);
  }

  /** The newest recorded version. */
  public Optional<PipelineVersion> pipeline(String name) {
    return calls.get(
        "read pipeline " + name, "/v1/pipelines/" + segment(name), PipelineVersion.class);
  }

  /**
   * The newest recorded version of a pipeline that somebody has named.
   *
   * @param purpose what cannot be done without it, for example {@code run}
   * @throws HeadgateException with BAD_CONFIGURATION when it was never applied
   */
  public PipelineVersion appliedPipeline(String name, String purpose) {
    return pipeline(name)
        .orElseThrow(
            () ->
                new HeadgateException(
                    ExitCode.BAD_CONFIGURATION,
                    "Cannot %s pipeline '%s': the registry does not know it. Apply its folder (headgate apply), or correct the name."
                        .formatted(purpose, name)));
  }

  public Optional<PipelineVersion> pipeline(String name, int version) {
    return calls.get(
        "read version " + version + " of pipeline " + name,
        "/v1/pipelines/" + segment(name) + "?version=" + version,
        PipelineVersion.class);
  }

  /**
   * Ends a pipeline and keeps all that it made; one that was retired before stays as it is.
   *
   * @param dryRun only find out whether it may be ended
   * @throws RegistryRefusedException when another pipeline reads its datasets
   */
  public PipelineVersion retire(String name, String reason, String who, boolean dryRun) {
    record Retirement(String reason, String who, boolean dryRun) {}
    return calls.post(
        "retire pipeline " + name,
        "/v1/pipelines/" + segment(name) + "/retirement",
        new Retirement(reason, who, dryRun),
        PipelineVersion.class);
  }

  /** The newest version of every pipeline that is not retired, by name. */
  public List<PipelineVersion> pipelines() {
    return pipelines("/v1/pipelines");
  }

  /** As {@link #pipelines}, with those that are retired. */
  public List<PipelineVersion> pipelinesAndRetired() {
    return pipelines("/v1/pipelines?retired=true");
  }

  private List<PipelineVersion> pipelines(String path) {
    record Page(List<PipelineVersion> pipelines, @Nullable String nextCursor)
        implements ListPage<PipelineVersion> {
      @Override
      public List<PipelineVersion> entries() {
        return pipelines;
      }
    }
    return calls.all("read the pipelines", path, Page.class);
  }

  /**
   * Records a row that was made again from what it left behind; one that exists stays as it is.
   *
   * @param unknown the fields that could not be known, and so say nothing
   * @return false when the row was there
   */
  public boolean postRebuiltLedger(LedgerRow row, List<String> unknown) {
    record Rebuilt(LedgerRow row, List<String> unknown) {}
    return calls
        .post(
            "record again epoch %d of %s in %s".formatted(row.epoch(), row.writer(), row.dataset()),
            "/v1/ledger/rebuilt",
            new Rebuilt(row, unknown),
            JsonNode.class)
        .path("recorded")
        .asBoolean();
  }

  public void postLedger(LedgerRow row) {
    calls.post(
        "record epoch " + row.epoch() + " of " + row.writer() + " in " + row.dataset(),
        "/v1/ledger",
        row,
        JsonNode.class);
  }

  /** Every row of a dataset, newest first; empty for an unknown dataset. */
  public List<LedgerRow> ledger(String dataset) {
    return ledger(dataset, Instant.MIN);
  }

  /** The rows of a dataset that were committed since, newest first, and perhaps some before. */
  public List<LedgerRow> ledger(String dataset, Instant since) {
    record Page(List<LedgerRow> ledger, @Nullable String nextCursor) {}
    List<LedgerRow> all = new ArrayList<>();
    String cursor = "";
    do {
      Page page =
          calls.find(
              "read the ledger of " + dataset,
              "/v1/ledger?limit=1000&dataset=" + segment(dataset) + "&cursor=" + cursor,
              Page.class);
      all.addAll(page.ledger());
      boolean enough = page.ledger().stream().allMatch(row -> row.committedAt().isBefore(since));
      cursor = enough || page.nextCursor() == null ? "" : segment(page.nextCursor());
    } while (!cursor.isEmpty());
    return all;
  }

  /**
   * The newest commit that changed a partition.
   *
   * @param partition null: that changed the dataset
   */
  public Optional<LedgerRow> newestChange(String dataset, @Nullable String partition) {
    record Page(List<LedgerRow> ledger) {}
    String of = partition == null ? "" : "&partition=" + segment(partition);
    return calls
        .find(
            "read what changed %s last".formatted(partition == null ? dataset : partition),
            // Rows of two writers may come in another order than their commits.
            "/v1/ledger?limit=10&dataset=" + segment(dataset) + of,
            Page.class)
        .ledger()
        .stream()
        .filter(row -> row.snapshotId() != null)
        .max(Comparator.comparing(LedgerRow::committedAt));
  }

  /**
   * The commits that changed a partition after a snapshot of its dataset was committed, newest
   * first.
   *
   * @param snapshotId 0: all
   * @return empty when the ledger does not know the snapshot
   */
  public Optional<List<LedgerRow>> changesAfter(String dataset, String partition, long snapshotId) {
    record Page(List<LedgerRow> ledger, @Nullable String nextCursor) {}
    List<LedgerRow> all = new ArrayList<>();
    String cursor = "";
    do {
      Optional<Page> page =
          calls.get(
              "read what changed %s of %s".formatted(partition, dataset),
              "/v1/ledger?limit=1000&dataset=%s&partition=%s&after=%d&cursor=%s"
                  .formatted(segment(dataset), segment(partition), snapshotId, cursor),
              Page.class);
      if (page.isEmpty()) {
        return Optional.empty();
      }
      all.addAll(page.get().ledger());
      cursor = page.get().nextCursor() == null ? "" : segment(page.get().nextCursor());
    } while (!cursor.isEmpty());
    return Optional.of(all);
  }

  /** Tells where a streaming query stands; an older report changes nothing. */
  public void putQuery(QueryReport report) {
    calls.put(
        "report query " + report.query(),
        "/v1/queries/" + segment(report.query()),
        report,
        JsonNode.class);
  }

  /** The newest report of every streaming query, by name. */
  public List<QueryReport> queries() {
    record Answer(List<QueryReport> queries) {}
    return calls.find("read the queries", "/v1/queries", Answer.class).queries();
  }

  /** Records that a person accepted a loss; a gap that overlaps an earlier one is refused. */
  public OffsetGap acceptGap(OffsetGap gap) {
    return calls.post(
        "accept the loss of offsets %d to %d of %s-%d"
            .formatted(gap.from(), gap.until() - 1, gap.topic(), gap.partition()),
        "/v1/gaps",
        gap,
        OffsetGap.class);
  }

  /** The accepted gaps of a pipeline, by topic, partition and offset. */
  public List<OffsetGap> gaps(String pipeline) {
    record Answer(List<OffsetGap> gaps) {}
    return calls
        .find(
            "read the accepted gaps of " + pipeline,
            "/v1/gaps?pipeline=" + segment(pipeline),
            Answer.class)
        .gaps();
  }

  /** Records what a reconciliation found. */
  public void postReconciliation(Reconciliation reconciliation) {
    calls.post(
        "record the reconciliation of " + reconciliation.pipeline(),
        "/v1/reconciliations",
        reconciliation,
        JsonNode.class);
  }

  /** The newest reconciliations of a pipeline, at most 100, newest first. */
  public List<Reconciliation> reconciliations(String pipeline) {
    record Page(List<Reconciliation> reconciliations) {}
    return calls
        .find(
            "read the reconciliations of " + pipeline,
            "/v1/reconciliations?pipeline=" + segment(pipeline),
            Page.class)
        .reconciliations();
  }

  /** Reports a run that ended, with what it published. */
  public void postRun(RunReport report) {
    calls.post("record run " + report.runKey(), "/v1/runs", report, JsonNode.class);
  }

  public Optional<RunReport> run(String runKey) {
    return calls.get("read run " + runKey, "/v1/runs/" + segment(runKey), RunReport.class);
  }

  /**
   * Shows readers a state of raw that was checked, unless something holds it back.
   *
   * @return false when another check has moved what they see since this one began
   */
  public boolean publishRaw(RawPublication checked) {
    return calls
        .post("publish " + checked.dataset(), "/v1/raw-publications", checked, JsonNode.class)
        .path("recorded")
        .asBoolean();
  }

  /**
   * Whether readers may read.
   *
   * @param partition partition key, or null for the dataset as a whole
   */
  public GateAnswer gate(String dataset, @Nullable String partition) {
    String query = partition == null ? "" : "?partition=" + segment(partition);
    return calls.find(
        "ask the gate of " + dataset, "/v1/gates/" + segment(dataset) + query, GateAnswer.class);
  }

  public Optional<Dataset> dataset(String name) {
    return calls.get("read dataset " + name, "/v1/datasets/" + segment(name), Dataset.class);
  }

  /** All partitions whose run had not read some input, by key. */
  public List<DirtyPartition> dirtyPartitions(String dataset) {
    record Page(List<DirtyPartition> partitions, @Nullable String nextCursor) {}
    List<DirtyPartition> all = new ArrayList<>();
    String cursor = "";
    do {
      Page page =
          calls.find(
              "read the dirty partitions of " + dataset,
              "/v1/datasets/" + segment(dataset) + "/dirty-partitions?limit=1000&cursor=" + cursor,
              Page.class);
      all.addAll(page.partitions());
      cursor = page.nextCursor() == null ? "" : segment(page.nextCursor());
    } while (!cursor.isEmpty());
    return all;
  }

  /** All partitions that the registry knows, by key; empty for an unknown dataset. */
  public List<Partition> partitions(String dataset) {
    record Page(List<Partition> partitions, @Nullable String nextCursor) {}
    List<Partition> all = new ArrayList<>();
    String cursor = "";
    do {
      Optional<Page> page =
          calls.get(
              "read the partitions of " + dataset,
              "/v1/datasets/" + segment(dataset) + "/partitions?limit=1000&cursor=" + cursor,
              Page.class);
      if (page.isEmpty()) {
        return List.of();
      }
      all.addAll(page.get().partitions());
      cursor = page.get().nextCursor() == null ? "" : segment(page.get().nextCursor());
    } while (!cursor.isEmpty());
    return all;
  }
}
