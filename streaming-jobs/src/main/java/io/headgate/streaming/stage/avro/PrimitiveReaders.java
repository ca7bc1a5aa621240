package io.headgate.streaming.stage.avro;

import org.apache.spark.sql.catalyst.InternalRow;

/** Readers of values that a row holds without an object. */
final class PrimitiveReaders {
  private PrimitiveReaders() {}

  static final class Booleans extends ValueReader {
    @Override
    Object read(AvroBytes in) {
      return in.readBoolean();
    }

    @Override
    void read(AvroBytes in, InternalRow row, int slot) {
      row.setBoolean(slot, in.readBoolean());
    }
  }

  /** A written number of any kind. */
  enum Written {
    INT {
      @Override
      long asLong(AvroBytes in) {
        return in.readInt();
      }
    },
    LONG {
      @Override
      long asLong(AvroBytes in) {
        return in.readLong();
      }
    },
    FLOAT {
      @Override
      long asLong(AvroBytes in) {
        throw new IllegalStateException("A float is no integer");
      }

      @Override
      double asDouble(AvroBytes in) {
        return in.readFloat();
      }
    },
    DOUBLE {
      @Override
      long asLong(AvroBytes in) {
        throw new IllegalStateException("A double is no integer");
      }

      @Override
      double asDouble(AvroBytes in) {
        return in.readDouble();
      }
    };

    abstract long asLong(AvroBytes in);

    double asDouble(AvroBytes in) {
      return asLong(in);
    }
  }

  static final class Ints extends ValueReader {
    @Override
    Object read(AvroBytes in) {
      return in.readInt();
    }

    @Override
    void read(AvroBytes in, InternalRow row, int slot) {
      row.setInt(slot, in.readInt());
    }
  }

  /** Longs in a column that is narrower than their schema. */
  static final class NarrowedLongs extends ValueReader {
    private final Written written;

    NarrowedLongs(Written written) {
      this.written = written;
    }

    @Override
    Object read(AvroBytes in) {
      return value(in);
    }

    @Override
    void read(AvroBytes in, InternalRow row, int slot) {
      row.setInt(slot, value(in));
    }

    private int value(AvroBytes in) {
      long value = written.asLong(in);
      if (value != (int) value) {
        throw new MalformedAvroException("a number that its column cannot hold");
      }
      return (int) value;
    }
  }

  /** Longs, and microseconds of what was written in milliseconds. */
  static final class Longs extends ValueReader {
    private static final long MICROS_PER_MILLI = 1_000;

    private final Written written;
    private final boolean millis;

    Longs(Written written, boolean millis) {
      this.written = written;
      this.millis = millis;
    }

    @Override
    Object read(AvroBytes in) {
      return value(in);
    }

    @Override
    void read(AvroBytes in, InternalRow row, int slot) {
      row.setLong(slot, value(in));
    }

    private long value(AvroBytes in) {
      long value = written == Written.LONG ? in.readLong() : in.readInt();
      return millis ? saturatedMicros(value) : value;
    }

    /**
     * A time that no column can hold stays at the end of what it can, for the time rule to judge.
     */
    private static long saturatedMicros(long millis) {
      long micros = millis * MICROS_PER_MILLI;
      if (micros / MICROS_PER_MILLI == millis) {
        return micros;
      }
      return millis > 0 ? Long.MAX_VALUE : Long.MIN_VALUE;
    }
  }

  static final class Floats extends ValueReader {
    private final Written written;

    Floats(Written written) {
      this.written = written;
    }

    @Override
    Object read(AvroBytes in) {
      return value(in);
    }

    @Override
    void read(AvroBytes in, InternalRow row, int slot) {
      row.setFloat(slot, value(in));
    }

    private float value(AvroBytes in) {
      return written == Written.FLOAT ? in.readFloat() : (float) written.asDouble(in);
    }
  }

  static final class Doubles extends ValueReader {
    private final Written written;

    Doubles(Written written) {
      this.written = written;
    }

    @Override
    Object read(AvroBytes in) {
      return value(in);
    }

    @Override
    void read(AvroBytes in, InternalRow row, int slot) {
      row.setDouble(slot, value(in));
    }

    private double value(AvroBytes in) {
      return written == Written.DOUBLE ? in.readDouble() : written.asDouble(in);
    }
  }
}
