package io.headgate.streaming.stage;

import static java.util.Objects.requireNonNull;

import java.io.Serializable;
import java.util.List;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.DataType;

/**
 * What events get from one reference; travels to the tasks.
 *
 * @param reference its name
 * @param field slot of the field that holds the key
 * @param fieldType the field's type
 * @param filled what goes where
 * @param rows the reference at the snapshot of the batch
 */
record Lookup(
    String reference,
    int field,
    DataType fieldType,
    List<Filled> filled,
    Broadcast<ReferenceRows> rows)
    implements Serializable {
  Lookup {
    requireNonNull(reference);
    requireNonNull(fieldType);
    filled = List.copyOf(filled);
    requireNonNull(rows);
  }

  /** A slot, and the place of its value in the reference's rows. */
  record Filled(int slot, int column) implements Serializable {}

  Open open() {
    return new Open(this, rows.value());
  }

  /** For one task. */
  static final class Open {
    private final Lookup lookup;
    private final ReferenceRows rows;
    private final String missing;

    Open(Lookup lookup, ReferenceRows rows) {
      this.lookup = lookup;
      this.rows = rows;
      this.missing = "missing:" + lookup.reference();
    }

    /** Fills the slots; without a row they are null, and a key that has none is a warning. */
    void apply(InternalRow event, StagedRecord staged) {
      boolean hasKey = !event.isNullAt(lookup.field());
      Object[] found = hasKey ? rows.find(event.get(lookup.field(), lookup.fieldType())) : null;
      if (hasKey && found == null) {
        staged.warn(missing);
      }
      for (Filled filled : lookup.filled()) {
        Object value = found == null ? null : found[filled.column()];
        if (value == null) {
          event.setNullAt(filled.slot());
        } else {
          event.update(filled.slot(), value);
        }
      }
    }
  }
}
