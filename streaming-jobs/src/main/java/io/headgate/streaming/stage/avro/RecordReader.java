package io.headgate.streaming.stage.avro;

import javax.annotation.Nullable;
import org.apache.spark.sql.catalyst.InternalRow;

/** Reads the fields of a record in the order in which they were written. */
final class RecordReader {
  static final int NO_SLOT = -1;

  private final ValueReader[] fields;
  private final int[] slots;
  private final int[] constantSlots;
  private final Object[] constants;

  /**
   * @param fields a reader per written field
   * @param slots where each of them goes, or {@link #NO_SLOT}
   * @param constantSlots slots that no written field fills
   * @param constants their values, with null for null
   */
  RecordReader(ValueReader[] fields, int[] slots, int[] constantSlots, Object[] constants) {
    this.fields = fields;
    this.slots = slots;
    this.constantSlots = constantSlots;
    this.constants = constants;
  }

  void read(AvroBytes in, InternalRow row) {
    for (int i = 0; i < fields.length; i++) {
      if (slots[i] == NO_SLOT) {
        fields[i].skip(in);
      } else {
        fields[i].read(in, row, slots[i]);
      }
    }
    for (int i = 0; i < constantSlots.length; i++) {
      set(row, constantSlots[i], constants[i]);
    }
  }

  void skip(AvroBytes in) {
    for (ValueReader field : fields) {
      field.skip(in);
    }
  }

  private static void set(InternalRow row, int slot, @Nullable Object value) {
    if (value == null) {
      row.setNullAt(slot);
    } else {
      row.update(slot, value);
    }
  }
}
