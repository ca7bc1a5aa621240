package io.headgate.streaming.aggregate;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.headgate.platform.contract.Aggregate;
import io.headgate.platform.registry.Json;
import io.headgate.streaming.CheckpointFile;
import io.headgate.streaming.StreamContext;
import java.util.Optional;

/**
 * Which generation of an aggregate is served, and which is being built. Two small files beside the
 * checkpoints say so, each written whole or not: a driver that finds another number in the first
 * one knows that its own state is no longer served.
 */
final class Generations {
  private final CheckpointFile current;
  private final CheckpointFile rebuild;

  Generations(StreamContext context, Aggregate aggregate) {
    String folder = Generation.base(context.contract(), aggregate);
    this.current = context.file(folder, "generation.json");
    this.rebuild = context.file(folder, "rebuild.json");
  }

  Generation current() {
    return current.read().map(json -> parse(json, Generation.class)).orElse(Generation.FIRST);
  }

  void serve(Generation generation) {
    current.write(text(generation));
  }

  /** The newest rebuild, also one that is done. */
  Optional<RebuildPlan> rebuild() {
    return rebuild.read().map(json -> parse(json, RebuildPlan.class));
  }

  void plan(RebuildPlan plan) {
    rebuild.write(text(plan));
  }

  private static <T> T parse(String json, Class<T> type) {
    try {
      return Json.MAPPER.readValue(json, type);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Not a " + type.getSimpleName() + ": " + json, e);
    }
  }

  private static String text(Object value) {
    try {
      return Json.MAPPER.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
