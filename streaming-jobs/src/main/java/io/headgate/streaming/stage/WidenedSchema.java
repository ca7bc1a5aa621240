package io.headgate.streaming.stage;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.annotation.Nullable;
import org.apache.avro.Schema;

/** Copies a schema, with numbers as wide as another schema has them, inside nested types too. */
final class WidenedSchema {
  /** A record may hold itself. */
  private final Map<String, Schema> records = new HashMap<>();

  private WidenedSchema() {}

  static Schema of(Schema known, Schema newest) {
    return new WidenedSchema().widened(known, newest);
  }

  private Schema widened(Schema known, @Nullable Schema newest) {
    if (known.isUnion()) {
      // Two numbers of a union may become one.
      Set<Schema> branches = new LinkedHashSet<>();
      known.getTypes().forEach(branch -> branches.add(widened(branch, newest)));
      return Schema.createUnion(List.copyOf(branches));
    }
    Schema like = newest == null ? null : like(known, newest);
    if (like == null) {
      return known;
    }
    return switch (known.getType()) {
      case RECORD -> record(known, like);
      case ARRAY -> Schema.createArray(widened(known.getElementType(), like.getElementType()));
      case MAP -> Schema.createMap(widened(known.getValueType(), like.getValueType()));
      default -> like.getType() == known.getType() ? known : Schema.create(like.getType());
    };
  }

  private Schema record(Schema known, Schema newest) {
    Schema begun = records.get(known.getFullName());
    if (begun != null) {
      return begun;
    }
    Schema record =
        Schema.createRecord(known.getName(), known.getDoc(), known.getNamespace(), known.isError());
    known.getAliases().forEach(record::addAlias);
    known.getObjectProps().forEach(record::addProp);
    records.put(known.getFullName(), record);
    List<Schema.Field> fields = new ArrayList<>();
    for (Schema.Field field : known.getFields()) {
      Schema.Field newer = newest.getField(field.name());
      fields.add(
          new Schema.Field(field, widened(field.schema(), newer == null ? null : newer.schema())));
    }
    record.setFields(fields);
    return record;
  }

  /** What the newer schema has in a type's place; null when it has nothing like it. */
  @Nullable
  private static Schema like(Schema known, Schema newest) {
    List<Schema> candidates = newest.isUnion() ? newest.getTypes() : List.of(newest);
    Schema wider = null;
    for (Schema candidate : candidates) {
      if (candidate.getType() == known.getType() && isOfName(known, candidate, candidates)) {
        return candidate;
      }
      if (isWider(known, candidate)) {
        wider = candidate;
      }
    }
    return wider;
  }

  private static boolean isOfName(Schema known, Schema candidate, List<Schema> candidates) {
    return known.getType() != Schema.Type.RECORD
        || candidates.size() == 1
        || candidate.getFullName().equals(known.getFullName());
  }

  /** The promotions that Avro, Iceberg and a contract have in common. */
  private static boolean isWider(Schema known, Schema candidate) {
    boolean isLong = known.getType() == Schema.Type.INT && candidate.getType() == Schema.Type.LONG;
    boolean isDouble =
        known.getType() == Schema.Type.FLOAT && candidate.getType() == Schema.Type.DOUBLE;
    return known.getLogicalType() == null && (isLong || isDouble);
  }
}
