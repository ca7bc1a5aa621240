package io.headgate.streaming.alert;

import static java.util.stream.Collectors.toSet;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import io.headgate.platform.registry.Json;
import io.headgate.streaming.CheckpointFile;
import io.headgate.streaming.alert.ToldSignals.Alerted;
import io.headgate.streaming.alert.ToldSignals.RuleKey;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The keys that fired, in a file beside the checkpoints, so that a restart can tell of their end.
 */
final class AlertedKeys {
  private static final TypeReference<List<Alerted>> LIST = new TypeReference<>() {};

  private final CheckpointFile file;
  private Set<Alerted> written = Set.of();

  AlertedKeys(CheckpointFile file) {
    this.file = file;
  }

  List<Alerted> read() {
    List<Alerted> read = file.read().map(this::parse).orElse(List.of());
    written = Set.copyOf(read);
    return read;
  }

  /**
   * Adds those that were not there. One that was stays as it is, also when it is not among them any
   * more: the registry may not have heard yet that it has passed.
   */
  void keep(Set<Alerted> now) {
    Set<RuleKey> known = written.stream().map(Alerted::id).collect(toSet());
    Set<Alerted> all = new HashSet<>(written);
    now.stream().filter(each -> !known.contains(each.id())).forEach(all::add);
    write(all);
  }

  /** Puts these in the place of those that were there. */
  void write(Set<Alerted> now) {
    if (!now.equals(written)) {
      file.write(Json.write(List.copyOf(now)));
      written = Set.copyOf(now);
    }
  }

  /** Jackson's own text would show keys in the log. */
  private List<Alerted> parse(String json) {
    try {
      return Json.MAPPER.readValue(json, LIST);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(
          "Cannot read the keys that fired from %s: no JSON of ours at offset %d. Remove the file; alerts that are open then are resolved by a change of their rule."
              .formatted(file, e.getLocation() == null ? 0 : e.getLocation().getCharOffset()));
    }
  }
}
