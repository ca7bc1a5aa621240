package io.headgate.streaming.kafka;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import io.headgate.platform.registry.Json;
import io.headgate.streaming.CheckpointFile;
import java.util.Collections;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * The ids of the topics as they were when the query first read them, kept in the checkpoint folder
 * and in the markers of the raw table, so that a lost checkpoint does not forget them.
 */
public final class KnownTopics {
  private final CheckpointFile file;
  private final NavigableMap<String, String> ids = new TreeMap<>();

  public KnownTopics(CheckpointFile file) {
    this.file = file;
    file.read().map(KnownTopics::parse).ifPresent(ids::putAll);
  }

  public NavigableMap<String, String> ids() {
    return Collections.unmodifiableNavigableMap(ids);
  }

  /** Takes the ids of topics that it does not know; those that it knows stay. */
  public void learn(NavigableMap<String, String> others) {
    NavigableMap<String, String> before = new TreeMap<>(ids);
    others.forEach(ids::putIfAbsent);
    if (!ids.equals(before)) {
      file.write(json());
    }
  }

  public String json() {
    return Json.write(ids);
  }

  public static NavigableMap<String, String> parse(String json) {
    try {
      return Json.MAPPER.readValue(json, new TypeReference<TreeMap<String, String>>() {});
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Not topic ids of ours: " + json, e);
    }
  }
}
