package io.headgate.registry.schema;

import io.headgate.platform.registry.Compatibility;
import io.headgate.registry.consumer.Incompatibility;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;

/** Holds a new schema against earlier versions, by Avro's own resolution rules. */
final class CompatibilityCheck {
  /** An earlier version of the subject. */
  record Earlier(int version, Schema schema) {}

  private CompatibilityCheck() {}

  /** Empty when the schema may follow. */
  static List<Incompatibility> between(
      Schema candidate, List<Earlier> earlier, Compatibility level) {
    List<Earlier> newestFirst =
        earlier.stream().sorted(Comparator.comparingInt(Earlier::version).reversed()).toList();
    List<Incompatibility> found = new ArrayList<>();
    for (Earlier old :
        level.isTransitive() ? newestFirst : newestFirst.stream().limit(1).toList()) {
      if (level.readsOld()) {
        found.addAll(reading(candidate, old.schema(), "data of version " + old.version()));
      }
      if (level.readByOld()) {
        found.addAll(reading(old.schema(), candidate, "readers of version " + old.version()));
      }
    }
    return found;
  }

  private static List<Incompatibility> reading(Schema reader, Schema writer, String consumer) {
    return SchemaCompatibility.checkReaderWriterCompatibility(reader, writer)
        .getResult()
        .getIncompatibilities()
        .stream()
        .map(
            one ->
                new Incompatibility(
                    one.getLocation(), one.getType() + ": " + one.getMessage(), consumer))
        .toList();
  }
}
