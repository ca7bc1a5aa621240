package io.headgate.streaming.stage.avro;

import javax.annotation.Nullable;
import org.apache.spark.sql.catalyst.InternalRow;

/**
 * Reads values of one writer schema as Catalyst's of one column. Skipping refuses what reading
 * refuses, so that an event is bad for every query or for none.
 */
abstract class ValueReader {
  /** The value as an object, as an array or a map needs it. */
  @Nullable
  abstract Object read(AvroBytes in);

  /** The value into a slot; primitives are not boxed on the way. */
  void read(AvroBytes in, InternalRow row, int slot) {
    Object value = read(in);
    if (value == null) {
      row.setNullAt(slot);
    } else {
      row.update(slot, value);
    }
  }

  void skip(AvroBytes in) {
    Object unused = read(in);
  }
}
