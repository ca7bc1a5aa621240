package io.headgate.registry.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.headgate.http.Problem;
import io.headgate.platform.registry.ColumnEdge;
import io.headgate.platform.registry.Json;
import io.headgate.registry.lineage.ColumnFacet;
import io.headgate.registry.lineage.DatasetNames;
import io.headgate.registry.lineage.LineageDataset;
import io.headgate.registry.lineage.OpenLineageEvent;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;

/** What other systems tell by OpenLineage: each event as it came, and what it connects. */
public final class LineageEvents {
  /** SQLSTATE class of a value that a type cannot hold. */
  private static final String DATA_EXCEPTION = "22";

  private final Jdbi jdbi;
  private final Clock clock;
  private final PipelineGraphs pipelines;

  public LineageEvents(Jdbi jdbi, Clock clock, PipelineGraphs pipelines) {
    this.jdbi = jdbi;
    this.clock = clock;
    this.pipelines = pipelines;
  }

  /**
   * Keeps an event.
   *
   * @return false when the same event was kept before
   */
  public boolean record(OpenLineageEvent event) {
    String json = Json.canonical(event.json());
    if (json.contains("\\u0000") || !UTF_8.newEncoder().canEncode(json)) {
      throw notKept();
    }
    try {
      return jdbi.inTransaction(handle -> record(handle, event, json));
    } catch (JdbiException e) {
      if (e.getCause() instanceof SQLException sql
          && sql.getSQLState() != null
          && sql.getSQLState().startsWith(DATA_EXCEPTION)) {
        throw notKept();
      }
      throw e;
    }
  }

  private boolean record(Handle handle, OpenLineageEvent event, String json) {
    Instant now = clock.instant();
    LineageEventRows rows = new LineageEventRows(handle, now);
    if (!rows.insert(event, json, digest(json))) {
      return false;
    }
    DatasetNames names = LineageNodes.at(handle, pipelines.at(handle, now), now).names();
    // In one order, so that two events never wait for each other.
    TreeMap<String, LineageDataset> datasets = new TreeMap<>();
    event.inputs().forEach(dataset -> datasets.put(names.of(dataset), dataset));
    event.outputs().forEach(dataset -> datasets.put(names.of(dataset), dataset));
    Set<ColumnEdge> columns = ColumnFacet.of(event, names);
    datasets.forEach((id, dataset) -> rows.dataset(id, dataset, event.time()));
    if (event.job() != null) {
      String run = event.runId() == null ? "" : event.runId().toString();
      ids(names, event.inputs())
          .forEach(id -> rows.io(event.job(), run, "INPUT", id, event.time()));
      ids(names, event.outputs())
          .forEach(id -> rows.io(event.job(), run, "OUTPUT", id, event.time()));
      rows.connect(event.job(), run);
      rows.columns(
          event.job(),
          columns.stream().sorted(Comparator.comparing(ColumnEdge::toString)).toList(),
          event.time());
    }
    return true;
  }

  private static List<String> ids(DatasetNames names, List<LineageDataset> datasets) {
    return datasets.stream().map(names::of).distinct().sorted().toList();
  }

  private static Problem notKept() {
    return Problem.badRequest(
        "Cannot take the OpenLineage event: it holds a character or number that cannot be kept."
            + " Leave out NUL characters, halves of surrogate pairs and endless numbers.");
  }

  private static byte[] digest(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256", e);
    }
  }
}
