package io.headgate.platform.contract;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A pipeline folder as it was read, with whatever mistakes it has: no key can be relied on.
 *
 * @param yaml pipeline.yaml
 * @param texts the files that it names and that could be read, by path relative to the folder
 * @param eventTypes the event types whose schema is a valid Avro record
 * @param eventTypesComplete whether these are all, so that the fields of an event are known
 */
public record PipelineDraft(
    YamlDocument yaml,
    Map<String, String> texts,
    List<DraftEventType> eventTypes,
    boolean eventTypesComplete) {

  public PipelineDraft {
    texts = Map.copyOf(texts);
    eventTypes = List.copyOf(eventTypes);
  }

  /** Pointers to the items of a list; empty when there is no such list. */
  public List<JsonPointer> items(JsonPointer list) {
    List<JsonPointer> items = new ArrayList<>();
    JsonNode node = yaml.root().at(list);
    for (int i = 0; node.isArray() && i < node.size(); i++) {
      items.add(list.appendIndex(i));
    }
    return items;
  }

  /** Pointers to the items of a list at the top of the file. */
  public List<JsonPointer> items(String list) {
    return items(JsonPointer.empty().appendProperty(list));
  }

  /** Pointers to the values of an object below an item, by key; empty when there is none. */
  public List<JsonPointer> entries(JsonPointer item, String object) {
    JsonPointer at = item.appendProperty(object);
    List<JsonPointer> entries = new ArrayList<>();
    yaml.root().at(at).fieldNames().forEachRemaining(key -> entries.add(at.appendProperty(key)));
    return entries;
  }

  public boolean has(JsonPointer item, String key) {
    return !yaml.root().at(item.appendProperty(key)).isMissingNode();
  }

  /** The text at the pointer, when there is one. */
  public Optional<String> text(JsonPointer pointer) {
    return Optional.ofNullable(yaml.root().at(pointer).textValue());
  }

  public Optional<String> text(JsonPointer item, String key) {
    return text(item.appendProperty(key));
  }

  /** The texts of a list below an item, each with its pointer. */
  public List<JsonPointer> texts(JsonPointer item, String list) {
    return items(item.appendProperty(list)).stream()
        .filter(pointer -> text(pointer).isPresent())
        .toList();
  }

  /** Adds a mistake at the pointer's line of pipeline.yaml. */
  public void report(Mistakes mistakes, JsonPointer at, String reason, String remedy) {
    mistakes.add(yaml.file(), yaml.line(at), reason, remedy);
  }

  /** Adds a mistake at a field's line of an event type's schema file. */
  public void report(
      Mistakes mistakes, DraftEventType type, String field, String reason, String remedy) {
    int line = EventSchemaFile.line(texts.get(type.file()), field);
    mistakes.add(type.file(), line, reason, remedy);
  }

  /** The contract that the folder declares. Only a draft without mistakes has one. */
  public PipelineContract contract() {
    try {
      return DraftContract.of(this);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A draft with mistakes", e);
    }
  }
}
