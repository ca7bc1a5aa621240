package io.headgate.streaming.stage.avro;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.util.ArrayBasedMapData;
import org.apache.spark.sql.catalyst.util.GenericArrayData;
import org.apache.spark.unsafe.types.UTF8String;

/** Readers of values that have parts. */
final class NestedReaders {
  /** Items of no bytes could be any number otherwise. */
  private static final int MOST_ITEMS = 1_000_000;

  private NestedReaders() {}

  static final class Unions extends ValueReader {
    private final ValueReader[] branches;

    Unions(ValueReader[] branches) {
      this.branches = branches;
    }

    @Override
    Object read(AvroBytes in) {
      return branch(in).read(in);
    }

    @Override
    void read(AvroBytes in, InternalRow row, int slot) {
      branch(in).read(in, row, slot);
    }

    @Override
    void skip(AvroBytes in) {
      branch(in).skip(in);
    }

    private ValueReader branch(AvroBytes in) {
      int index = in.readInt();
      if (index < 0 || index >= branches.length) {
        throw new MalformedAvroException("a branch that its union does not have");
      }
      return branches[index];
    }
  }

  static final class Arrays extends ValueReader {
    private final ValueReader element;

    Arrays(ValueReader element) {
      this.element = element;
    }

    @Override
    Object read(AvroBytes in) {
      List<Object> elements = new ArrayList<>();
      eachItem(in, from -> elements.add(element.read(from)));
      return new GenericArrayData(elements.toArray());
    }

    @Override
    void skip(AvroBytes in) {
      eachItem(in, element::skip);
    }
  }

  static final class Maps extends ValueReader {
    private final ValueReader value;

    Maps(ValueReader value) {
      this.value = value;
    }

    @Override
    Object read(AvroBytes in) {
      Map<UTF8String, Object> entries = new LinkedHashMap<>();
      eachItem(in, from -> entries.put(from.readString(), value.read(from)));
      return new ArrayBasedMapData(
          new GenericArrayData(entries.keySet().toArray()),
          new GenericArrayData(entries.values().toArray()));
    }

    @Override
    void skip(AvroBytes in) {
      eachItem(
          in,
          from -> {
            from.skipBytes();
            value.skip(from);
          });
    }
  }

  /** A record in a column. */
  static final class Structs extends ValueReader {
    private final RecordReader record;
    private final int columns;

    Structs(RecordReader record, int columns) {
      this.record = record;
      this.columns = columns;
    }

    @Override
    Object read(AvroBytes in) {
      InternalRow row = new GenericInternalRow(columns);
      record.read(in, row);
      return row;
    }

    @Override
    void skip(AvroBytes in) {
      record.skip(in);
    }
  }

  /** Avro writes collections in blocks; a negative count is followed by the block's bytes. */
  private static void eachItem(AvroBytes in, Consumer<AvroBytes> item) {
    long items = 0;
    for (long block = in.readLong(); block != 0; block = in.readLong()) {
      if (block < 0) {
        block = -block;
        long unused = in.readLong();
      }
      items += block;
      if (block < 0 || items > MOST_ITEMS) {
        throw new MalformedAvroException("a collection of more than a million items");
      }
      for (long i = 0; i < block; i++) {
        item.accept(in);
      }
    }
  }
}
