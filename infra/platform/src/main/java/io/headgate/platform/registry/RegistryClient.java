package io.headgate.platform.registry;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import io.headgate.platform.contract.PipelineContract;
import io.headgate.platform.contract.Source;
import io.headgate.platform.job.HeadgateException;
import java.net.URLEncoder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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

  /** A client that asks once; for callers that come back later by themselves. */
  public static RegistryClient withoutRetries(String url, @Nullable String apiKey) {
    return new RegistryClient(new RegistryCalls(url, apiKey, 0));
  }

  /** Whether the registry answers and reaches its database. */
  public boolean ready() {
    try {
      return calls.get("ask for health", "/health/ready", JsonNode.class).isPresent();
    } catch (HeadgateException e) {
      return false;
    }
  }

  /** The Avro schema with the id of a wire header. */
  public Optional<String> schema(int id) {
    return calls
        .get("read schema " + id, "/schemas/ids/" + id, JsonNode.class)
        .map(answer -> answer.path("schema").asText());
  }

  /** Registers the schema of a topic's values; the same schema again gives the same version. */
  public SchemaVersion registerSchema(
      String topic, String definition, Compatibility compatibility) {
    return registerSchema(topic, null, definition, compatibility);
  }

  /**
   * Registers the schema of one record type.
   *
   * @param record full name of the record in a topic of several types; null when it has one
   */
  public SchemaVersion registerSchema(
      String topic, @Nullable String record, String definition, Compatibility compatibility) {
    return registerSchema(topic, record, definition, compatibility, null);
  }

  /**
   * Registers the schema of one record type, for a pipeline that is being applied.
   *
   * @param record full name of the record in a topic of several types; null when it has one
   * @param pipeline whose recorded contract is not asked whether it takes the schema, as the next
   *     one follows; null for a producer
   */
  public SchemaVersion registerSchema(
      String topic,
      @Nullable String record,
      String definition,
      Compatibility compatibility,
      @Nullable String pipeline) {
    record Registration(
        String definition, Compatibility compatibility, @Nullable String pipeline) {}
    return calls.post(
        "register the schema of " + values(topic, record),
        schemas(topic, record),
        new Registration(definition, compatibility, pipeline),
        SchemaVersion.class);
  }

  /**
   * Whether a schema would be taken, by earlier versions and by what reads the topic; changes
   * nothing.
   *
   * @param record full name of the record in a topic of several types; null when it has one
   */
  public SchemaCheck checkSchema(String topic, @Nullable String record, String definition) {
    record Candidate(String definition) {}
    String path = "/v1/schemas/" + segment(topic) + "/check";
    return calls.post(
        "check the schema of " + values(topic, record),
        path + (record == null ? "" : "?record=" + segment(record)),
        new Candidate(definition),
        SchemaCheck.class);
  }

  public Optional<SchemaVersion> latestSchema(String topic) {
    return latestSchema(topic, null);
  }

  /**
   * The newest schema of one record type.
   *
   * @param record full name of the record in a topic of several types; null when it has one
   */
  public Optional<SchemaVersion> latestSchema(String topic, @Nullable String record) {
    return calls.get(
        "read the schema of " + values(topic, record), schemas(topic, record), SchemaVersion.class);
  }

  /**
   * One version of the schema of a record type.
   *
   * @param record full name of the record in a topic of several types; null when it has one
   */
  public Optional<SchemaVersion> schema(String topic, @Nullable String record, int version) {
    String path = schemas(topic, record);
    return calls.get(
        "read version %d of the schema of %s".formatted(version, values(topic, record)),
        path + (path.contains("?") ? "&" : "?") + "version=" + version,
        SchemaVersion.class);
  }

  private static String values(String topic, @Nullable String record) {
    return record == null ? "topic " + topic : record + " in topic " + topic;
  }

  private static String schemas(String topic, @Nullable String record) {
    return "/v1/schemas/" + segment(topic) + (record == null ? "" : "?record=" + segment(record));
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

  public Optional<PipelineVersion> pipeline(String name, int version) {
    return calls.get(
        "read version " + version + " of pipeline " + name,
        "/v1/pipelines/" + segment(name) + "?version=" + version,
        PipelineVersion.class);
  }

  /** The newest version of every pipeline, by name. */
  public List<PipelineVersion> pipelines() {
    record Answer(List<PipelineVersion> pipelines) {}
    return list("read the pipelines", "/v1/pipelines", Answer.class).pipelines();
  }

  /** Where the columns of a pipeline's datasets come from; takes the place of what was there. */
  public void putColumnEdges(String pipeline, int version, List<ColumnEdge> edges) {
    calls.put(
        "record the column lineage of " + pipeline,
        columnLineage(pipeline, version),
        Map.of("edges", edges),
        JsonNode.class);
  }

  /** As it was recorded; empty when none was. */
  public List<ColumnEdge> columnEdges(String pipeline, int version) {
    record Answer(List<ColumnEdge> edges) {}
    return list(
            "read the column lineage of " + pipeline,
            columnLineage(pipeline, version),
            Answer.class)
        .edges();
  }

  private static String columnLineage(String pipeline, int version) {
    return "/v1/pipelines/%s/versions/%d/column-lineage".formatted(segment(pipeline), version);
  }

  /**
   * What a dataset is made from, or what is made from it.
   *
   * @param column only what has to do with this column; null for all
   * @param at the state of this instant; null for now
   */
  public LineageGraph lineage(
      String dataset,
      LineageGraph.Direction direction,
      int depth,
      @Nullable String column,
      @Nullable Instant at) {
    return list(
        "read the lineage of " + dataset,
        "/v1/lineage?dataset=%s&direction=%s&depth=%d%s%s"
            .formatted(
                segment(dataset),
                direction.name().toLowerCase(Locale.ROOT),
                depth,
                column == null ? "" : "&column=" + segment(column),
                at == null ? "" : "&at=" + segment(at.toString())),
        LineageGraph.class);
  }

  /** Which events made a partition. */
  public EventOrigin eventsOf(String dataset, String partition) {
    return list(
        "ask which events made %s of %s".formatted(partition, dataset),
        "/v1/lineage/%s/events?partition=%s".formatted(segment(dataset), segment(partition)),
        EventOrigin.class);
  }

  /**
   * What breaks when a column goes.
   *
   * @param column null when the dataset goes as a whole
   */
  public ColumnImpact impact(String dataset, @Nullable String column) {
    return list(
        "ask for the impact of " + dataset,
        "/v1/lineage/%s/impact%s"
            .formatted(segment(dataset), column == null ? "" : "?column=" + segment(column)),
        ColumnImpact.class);
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
    record Page(List<LedgerRow> ledger, @Nullable String nextCursor) {}
    List<LedgerRow> all = new ArrayList<>();
    String cursor = "";
    do {
      Page page =
          list(
              "read the ledger of " + dataset,
              "/v1/ledger?limit=1000&dataset=" + segment(dataset) + "&cursor=" + cursor,
              Page.class);
      all.addAll(page.ledger());
      cursor = page.nextCursor() == null ? "" : segment(page.nextCursor());
    } while (!cursor.isEmpty());
    return all;
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
    return list("read the queries", "/v1/queries", Answer.class).queries();
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
    return list(
            "read the accepted gaps of " + pipeline,
            "/v1/gaps?pipeline=" + segment(pipeline),
            Answer.class)
        .gaps();
  }

  /** Opens an incident; while the same one is open, that one is answered. */
  public Incident openIncident(
      String kind, String pipeline, @Nullable String dataset, String text) {
    record Opening(String kind, String pipeline, @Nullable String dataset, String text) {}
    return calls.post(
        "open incident " + kind + " of " + pipeline,
        "/v1/incidents",
        new Opening(kind, pipeline, dataset, text),
        Incident.class);
  }

  public Incident closeIncident(long id) {
    return calls.post(
        "close incident " + id, "/v1/incidents/" + id + "/close", List.of(), Incident.class);
  }

  /** The newest incidents that last, at most 1000, newest first. */
  public List<Incident> openIncidents() {
    record Page(List<Incident> incidents) {}
    return list("read the incidents", "/v1/incidents?open=true&limit=1000", Page.class).incidents();
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
    return list(
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
   * Whether readers may read.
   *
   * @param partition partition key, or null for the dataset as a whole
   */
  public GateAnswer gate(String dataset, @Nullable String partition) {
    String query = partition == null ? "" : "?partition=" + segment(partition);
    return list(
        "ask the gate of " + dataset, "/v1/gates/" + segment(dataset) + query, GateAnswer.class);
  }

  /** The gates of all datasets that readers may come to see. */
  public List<GateAnswer> gates() {
    record Answer(List<GateAnswer> gates) {}
    return list("read the gates", "/v1/gates", Answer.class).gates();
  }

  public Optional<Dataset> dataset(String name) {
    return calls.get("read dataset " + name, "/v1/datasets/" + segment(name), Dataset.class);
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

  /** Makes a key; the answer is the only one that has it. */
  public ApiKey.Issued createKey(String name, String role) {
    record Making(String name, String role) {}
    return calls.post("make key " + name, "/v1/keys", new Making(name, role), ApiKey.Issued.class);
  }

  /** All keys by name, also those that were revoked. */
  public List<ApiKey> keys() {
    record Answer(List<ApiKey> keys) {}
    return list("read the keys", "/v1/keys", Answer.class).keys();
  }

  /** Takes a key out of force for ever. */
  public ApiKey revokeKey(String name) {
    return calls.delete("revoke key " + name, "/v1/keys/" + segment(name), ApiKey.class);
  }

  private <T> T list(String purpose, String path, Class<T> type) {
    return calls
        .get(purpose, path, type)
        .orElseThrow(
            () ->
                new RegistryRefusedException(
                    404,
                    "Cannot %s: the registry at %s does not know it. Apply the pipeline first, or correct the name."
                        .formatted(purpose, calls.url())));
  }

  private static String segment(String text) {
    return URLEncoder.encode(text, UTF_8).replace("+", "%20");
  }
}
