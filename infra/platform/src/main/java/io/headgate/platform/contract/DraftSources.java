package io.headgate.platform.contract;

import com.fasterxml.jackson.core.JsonPointer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.Schema;

/** Reads the event types of a folder's topics, and says what cannot be told apart. */
final class DraftSources {
  private final PipelineDraft draft;
  private final Mistakes mistakes;
  private final List<DraftEventType> types = new ArrayList<>();

  private DraftSources(PipelineDraft draft, Mistakes mistakes) {
    this.draft = draft;
    this.mistakes = mistakes;
  }

  /** The draft with the event types that could be read. */
  static PipelineDraft read(PipelineDraft draft, Mistakes mistakes) {
    var sources = new DraftSources(draft, mistakes);
    boolean all = true;
    for (JsonPointer source : draft.items("sources")) {
      all &= sources.readSource(source);
    }
    return new PipelineDraft(
        draft.yaml(), draft.texts(), sources.types, all && !sources.types.isEmpty());
  }

  private boolean readSource(JsonPointer source) {
    boolean one = draft.has(source, "schema");
    boolean several = draft.has(source, "event_types");
    if (one == several) {
      draft.report(
          mistakes,
          source,
          one
              ? "the topic has both 'schema' and 'event_types'"
              : "the topic has neither 'schema' nor 'event_types'",
          "Give schema: for one type of event, or event_types: for several");
      return false;
    }
    List<JsonPointer> items =
        one ? List.of(source) : draft.items(source.appendProperty("event_types"));
    List<DraftEventType> read =
        items.stream().flatMap(item -> readType(source, item).stream()).toList();
    tellApart(read);
    types.addAll(read);
    return read.size() == items.size();
  }

  private Optional<DraftEventType> readType(JsonPointer source, JsonPointer item) {
    String file = draft.text(item, "schema").orElse("");
    String text = draft.texts().get(file);
    if (text == null) {
      return Optional.empty();
    }
    Optional<Schema> schema = new EventSchemaFile(file, text, mistakes).read();
    return schema.map(
        event ->
            new DraftEventType(
                source,
                item,
                file,
                draft.text(item, "event_type").orElseGet(() -> EventType.nameOf(event)),
                event));
  }

  private void tellApart(List<DraftEventType> ofTopic) {
    Map<String, String> records = new HashMap<>();
    Map<String, String> names = new HashMap<>();
    for (DraftEventType type : ofTopic) {
      String record = type.schema().getFullName();
      String before = records.putIfAbsent(record, type.name());
      if (before != null) {
        draft.report(
            mistakes,
            type.at(),
            "event types '%s' and '%s' of one topic are both records named %s, so nothing tells them apart"
                .formatted(before, type.name(), record),
            "Give one of the records another name, or a topic of its own");
      } else if (names.putIfAbsent(type.name(), record) != null) {
        draft.report(
            mistakes,
            type.at(),
            "a second event type of the topic is named '%s'".formatted(type.name()),
            "Give it another name with event_type:");
      }
    }
  }
}
