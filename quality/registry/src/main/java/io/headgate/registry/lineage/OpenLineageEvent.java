package io.headgate.registry.lineage;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import io.headgate.http.Problem;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import javax.annotation.Nullable;

/**
 * An event of OpenLineage: of a run, of a job, or of a dataset. What is not needed to connect
 * datasets is left alone, so that a facet that nobody knows yet is kept as it came.
 *
 * @param type {@code START}, {@code COMPLETE} and so on; null when the event has none
 * @param job null for the event of a dataset
 * @param runId null but for the event of a run
 * @param inputs datasets read
 * @param outputs datasets written; of a dataset's event that dataset
 * @param json the event as it came
 */
public record OpenLineageEvent(
    Kind kind,
    @Nullable String type,
    Instant time,
    String producer,
    @Nullable Job job,
    @Nullable UUID runId,
    List<LineageDataset> inputs,
    List<LineageDataset> outputs,
    JsonNode json) {
  private static final int LONGEST_NAME = 2000;
  private static final List<String> TYPES =
      List.of("START", "RUNNING", "COMPLETE", "ABORT", "FAIL", "OTHER");

  public OpenLineageEvent {
    requireNonNull(kind);
    requireNonNull(time);
    requireNonNull(producer);
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
    requireNonNull(json);
  }

  /** What the event is about. */
  public enum Kind {
    RUN,
    JOB,
    DATASET
  }

  /** A job by its name. */
  public record Job(String namespace, String name) {}

  /**
   * Reads an event.
   *
   * @throws Problem that names what is missing or wrong
   */
  public static OpenLineageEvent of(JsonNode json) {
    if (!json.isObject()) {
      throw refused("it is no JSON object", "Send one event");
    }
    Kind kind = kind(json);
    Instant time = time(text(json, "/eventTime"));
    String producer = text(json, "/producer");
    String type = type(json);
    if (kind == Kind.DATASET) {
      LineageDataset dataset = dataset(json, "/dataset");
      return new OpenLineageEvent(
          kind, type, time, producer, null, null, List.of(), List.of(dataset), json);
    }
    Job job = new Job(text(json, "/job/namespace"), text(json, "/job/name"));
    facets(json, "/job");
    UUID runId = kind == Kind.RUN ? runId(json) : null;
    return new OpenLineageEvent(
        kind,
        type,
        time,
        producer,
        job,
        runId,
        datasets(json, "/inputs"),
        datasets(json, "/outputs"),
        json);
  }

  private static Kind kind(JsonNode json) {
    if (json.hasNonNull("run")) {
      return Kind.RUN;
    }
    if (json.hasNonNull("job")) {
      return Kind.JOB;
    }
    if (json.hasNonNull("dataset")) {
      return Kind.DATASET;
    }
    throw refused("it has neither 'run' nor 'job' nor 'dataset'", "Send an event of one of them");
  }

  @Nullable
  private static String type(JsonNode json) {
    if (!json.hasNonNull("eventType")) {
      return null;
    }
    String type = text(json, "/eventType").toUpperCase(Locale.ROOT);
    if (!TYPES.contains(type)) {
      throw refused("'eventType' is '" + type + "'", "Send one of " + String.join(", ", TYPES));
    }
    return type;
  }

  private static UUID runId(JsonNode json) {
    String text = text(json, "/run/runId");
    facets(json, "/run");
    try {
      return UUID.fromString(text);
    } catch (IllegalArgumentException e) {
      throw refused("'run.runId' is '" + text + "'", "Send a UUID");
    }
  }

  private static Instant time(String text) {
    try {
      Instant time = OffsetDateTime.parse(text).toInstant();
      int year = time.atOffset(ZoneOffset.UTC).getYear();
      if (year >= 1970 && year < 10_000) {
        return time;
      }
    } catch (DateTimeException e) {
      // Told below, like a time out of range.
    }
    throw refused(
        "'eventTime' is '" + text + "'", "Send an instant such as 2026-11-12T05:00:00.000Z");
  }

  private static List<LineageDataset> datasets(JsonNode json, String at) {
    JsonNode list = json.at(at);
    if (list.isMissingNode() || list.isNull()) {
      return List.of();
    }
    if (!list.isArray()) {
      throw refused("'" + dotted(at) + "' is no array", "Send a list of datasets");
    }
    List<LineageDataset> datasets = new ArrayList<>();
    for (int i = 0; i < list.size(); i++) {
      datasets.add(dataset(json, at + "/" + i));
    }
    return datasets;
  }

  private static LineageDataset dataset(JsonNode json, String at) {
    text(json, at + "/namespace");
    text(json, at + "/name");
    facets(json, at);
    return LineageDataset.of(json.at(at));
  }

  private static void facets(JsonNode json, String at) {
    JsonNode facets = json.at(at + "/facets");
    if (!facets.isMissingNode() && !facets.isNull() && !facets.isObject()) {
      throw refused("'" + dotted(at) + ".facets' is no object", "Send facets by their names");
    }
  }

  private static String text(JsonNode json, String at) {
    JsonNode value = json.at(at);
    if (!value.isTextual() || value.asText().isBlank()) {
      throw refused("'" + dotted(at) + "' is missing or no text", "Send it");
    }
    if (value.asText().length() > LONGEST_NAME) {
      throw refused(
          "'%s' has %d characters".formatted(dotted(at), value.asText().length()),
          "Send at most " + LONGEST_NAME);
    }
    return value.asText();
  }

  private static String dotted(String at) {
    return at.substring(1).replace('/', '.');
  }

  private static Problem refused(String reason, String remedy) {
    return Problem.badRequest(
        "Cannot take the OpenLineage event: %s. %s.".formatted(reason, remedy));
  }
}
