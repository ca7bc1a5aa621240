package io.headgate.streaming.stage.avro;

import java.math.BigDecimal;
import java.math.BigInteger;
import org.apache.spark.sql.types.Decimal;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.unsafe.types.UTF8String;

/** Readers of values without parts that a row holds as an object. */
final class ObjectReaders {
  /** Length of a value that says its own length. */
  static final int SELF_SAID = -1;

  private ObjectReaders() {}

  static final class Nulls extends ValueReader {
    @Override
    Object read(AvroBytes in) {
      return null;
    }
  }

  static final class Strings extends ValueReader {
    @Override
    Object read(AvroBytes in) {
      return in.readString();
    }

    @Override
    void skip(AvroBytes in) {
      in.skipBytes();
    }
  }

  /** Bytes and fixed. */
  static final class Binaries extends ValueReader {
    private final int length;

    Binaries(int length) {
      this.length = length;
    }

    @Override
    Object read(AvroBytes in) {
      return bytes(in, length);
    }

    @Override
    void skip(AvroBytes in) {
      if (length == SELF_SAID) {
        in.skipBytes();
      } else {
        in.skip(length);
      }
    }
  }

  static final class Decimals extends ValueReader {
    private final int length;
    private final int writtenScale;
    private final DecimalType type;

    Decimals(int length, int writtenScale, DecimalType type) {
      this.length = length;
      this.writtenScale = writtenScale;
      this.type = type;
    }

    @Override
    Object read(AvroBytes in) {
      byte[] unscaled = bytes(in, length);
      if (unscaled.length == 0) {
        throw new MalformedAvroException("a decimal of no bytes");
      }
      Decimal decimal = Decimal.apply(new BigDecimal(new BigInteger(unscaled), writtenScale));
      if (!decimal.changePrecision(type.precision(), type.scale())) {
        throw new MalformedAvroException("a decimal of more digits than its type");
      }
      return decimal;
    }
  }

  static final class Enums extends ValueReader {
    /** Null where the reader does not know the symbol. */
    private final UTF8String[] symbols;

    Enums(UTF8String[] symbols) {
      this.symbols = symbols;
    }

    @Override
    Object read(AvroBytes in) {
      int index = in.readInt();
      if (index < 0 || index >= symbols.length) {
        throw new MalformedAvroException("an enum symbol that its schema does not have");
      }
      if (symbols[index] == null) {
        throw new MalformedAvroException("an enum symbol that the contract does not know");
      }
      return symbols[index];
    }
  }

  /** A branch of a union that the reader cannot take. */
  static final class Refused extends ValueReader {
    private final String reason;

    Refused(String reason) {
      this.reason = reason;
    }

    @Override
    Object read(AvroBytes in) {
      throw new MalformedAvroException(reason);
    }
  }

  private static byte[] bytes(AvroBytes in, int length) {
    return length == SELF_SAID ? in.readBytes() : in.readFixed(length);
  }
}
