package io.headgate.registry.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.headgate.http.BodySize;
import io.headgate.http.Problem;
import io.headgate.http.Role;
import io.headgate.registry.lineage.OpenLineageEvent;
import io.headgate.registry.store.LineageEvents;
import io.javalin.Javalin;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Takes events of OpenLineage, one at a time or many, as its standard clients send them. */
public final class OpenLineageResource {
  private static final int LARGEST_BATCH = 1000;

  private final LineageEvents events;

  public OpenLineageResource(LineageEvents events) {
    this.events = events;
  }

  /** An event of a batch that was refused. */
  public record Failure(int index, String reason, boolean retriable) {}

  public void install(Javalin http) {
    http.post("/api/v1/lineage", this::one, Role.PRODUCER, BodySize.LARGE);
    http.post("/api/v1/lineage/batch", this::many, Role.PRODUCER, BodySize.LARGE);
  }

  private void one(Context context) {
    boolean recorded = events.record(OpenLineageEvent.of(CompressedJson.read(context)));
    context.status(HttpStatus.CREATED).json(Map.of("recorded", recorded));
  }

  /** Each event for itself: one that is refused holds up no other. */
  private void many(Context context) {
    JsonNode batch = CompressedJson.read(context);
    if (!batch.isArray() || batch.size() > LARGEST_BATCH) {
      throw Problem.badRequest(
          "Cannot take the batch: it is no array of at most %d events. Send one."
              .formatted(LARGEST_BATCH));
    }
    List<Failure> failures = new ArrayList<>();
    for (int i = 0; i < batch.size(); i++) {
      try {
        boolean unused = events.record(OpenLineageEvent.of(batch.get(i)));
      } catch (Problem e) {
        failures.add(new Failure(i, e.getMessage(), false));
      }
    }
    Map<String, Object> summary = new LinkedHashMap<>();
    summary.put("received", batch.size());
    summary.put("successful", batch.size() - failures.size());
    summary.put("failed", failures.size());
    summary.put("retriable", 0);
    summary.put("non_retriable", failures.size());
    context.json(
        Map.of(
            "status",
            failures.isEmpty() ? "success" : "partial_success",
            "summary",
            summary,
            "failed_events",
            failures));
  }
}
