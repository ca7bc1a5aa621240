package io.headgate.gateway.event;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.headgate.http.JsonBody;
import io.headgate.http.Problem;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import javax.annotation.Nullable;

/** Reads a batch of JSON: {@code topic}, {@code schema_version}, {@code events}. */
public final class JsonBatch {
  private JsonBatch() {}

  /** Reads it; what is wrong with single events is told in the batch. */
  public static IncomingBatch read(byte[] body) {
    JsonNode json = JsonBody.object(body);
    JsonNode topic = json.path("topic");
    if (!topic.isTextual() || topic.textValue().isEmpty()) {
      throw Problem.badRequest("Cannot read the body: field 'topic' is no text. Send the topic.");
    }
    JsonNode events = json.path("events");
    if (!events.isArray()) {
      throw Problem.badRequest("Cannot read the body: field 'events' is no list. Send a list.");
    }
    IncomingBatch.requireSize(events.size());
    List<IncomingEvent> read = new ArrayList<>(events.size());
    List<EventError> errors = new ArrayList<>();
    for (int index = 0; index < events.size(); index++) {
      try {
        read.add(event(index, events.get(index)));
      } catch (RejectedEventException e) {
        errors.add(new EventError(index, e.reason(), e.getMessage()));
      }
    }
    return new IncomingBatch(
        topic.textValue(), schemaVersion(json.path("schema_version")), read, errors);
  }

  @Nullable
  private static Integer schemaVersion(JsonNode version) {
    if (version.isMissingNode() || version.isNull()) {
      return null;
    }
    if (version.isInt() && version.intValue() > 0) {
      return version.intValue();
    }
    throw Problem.badRequest(
        "Cannot read the body: field 'schema_version' is no whole number from 1. Send the version, or leave it out for the latest.");
  }

  private static IncomingEvent event(int index, JsonNode event) throws RejectedEventException {
    if (!event.isObject()) {
      throw invalid("the event is no JSON object. Send one");
    }
    JsonNode payload = event.path("payload");
    if (!(payload instanceof ObjectNode fields)) {
      throw invalid("field 'payload' is no JSON object. Send the event's fields in it");
    }
    String partitionKey = text(event, "partition_key");
    if (partitionKey == null) {
      throw invalid("field 'partition_key' is missing. Send the key whose events stay in order");
    }
    return new IncomingEvent(
        index,
        partitionKey,
        new Payload.OfJson(fields),
        emittedAt(event),
        text(event, "event_id"),
        text(event, "event_type"),
        text(event, "source"));
  }

  private static Instant emittedAt(JsonNode event) throws RejectedEventException {
    String text = text(event, "emitted_at");
    try {
      if (text != null) {
        return OffsetDateTime.parse(text).toInstant();
      }
    } catch (DateTimeParseException e) {
      // Told below, like one that is missing.
    }
    throw invalid(
        "field 'emitted_at' is missing, or no instant. Send one such as 2026-11-12T10:00:00Z");
  }

  @Nullable
  private static String text(JsonNode event, String name) throws RejectedEventException {
    JsonNode value = event.path(name);
    if (value.isMissingNode() || value.isNull()) {
      return null;
    }
    if (value.isTextual()) {
      return value.textValue();
    }
    throw invalid("field '" + name + "' is no text. Send a text");
  }

  private static RejectedEventException invalid(String what) {
    return new RejectedEventException(Reason.INVALID_EVENT, "Cannot read the event: " + what + ".");
  }
}
