package io.headgate.streaming.stage.avro;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * A place in an Avro binary value. Every step is checked against the end, so that damaged bytes
 * neither read beyond the value nor allocate more than it holds.
 */
final class AvroBytes {
  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long NON_ASCII = 0x8080808080808080L;

  private byte[] bytes = new byte[0];
  private int at;

  void reset(byte[] value, int from) {
    bytes = value;
    at = from;
  }

  boolean isEnd() {
    return at == bytes.length;
  }

  int remaining() {
    return bytes.length - at;
  }

  int readInt() {
    long value = readLong();
    if (value != (int) value) {
      throw new MalformedAvroException("an int of more than 32 bits");
    }
    return (int) value;
  }

  /** Variable length, zigzag. */
  long readLong() {
    if (at < bytes.length) {
      int first = bytes[at];
      if (first >= 0) {
        at++;
        int decoded = (first >>> 1) ^ -(first & 1);
        return decoded;
      }
    }
    return readLongLoop();
  }

  private long readLongLoop() {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      if (at >= bytes.length) {
        throw endsEarly();
      }
      byte next = bytes[at++];
      value |= (next & 0x7FL) << shift;
      if (next >= 0) {
        return (value >>> 1) ^ -(value & 1);
      }
    }
    throw new MalformedAvroException("a number of more than 64 bits");
  }

  boolean readBoolean() {
    return bytes[advance(1)] == 1;
  }

  float readFloat() {
    return Float.intBitsToFloat((int) INTS.get(bytes, advance(Float.BYTES)));
  }

  double readDouble() {
    return Double.longBitsToDouble((long) LONGS.get(bytes, advance(Double.BYTES)));
  }

  /** The string points into the value, unless it is not UTF-8: then it is mended. */
  UTF8String readString() {
    int length = readLength();
    int start = advance(length);
    return isAscii(start, length)
        ? UTF8String.fromBytes(bytes, start, length)
        // Java puts a replacement character where the bytes are no UTF-8.
        : UTF8String.fromString(new String(bytes, start, length, StandardCharsets.UTF_8));
  }

  byte[] readBytes() {
    return readFixed(readLength());
  }

  byte[] readFixed(int length) {
    int start = advance(length);
    return Arrays.copyOfRange(bytes, start, start + length);
  }

  void skipBytes() {
    skip(readLength());
  }

  void skip(int length) {
    int unused = advance(length);
  }

  private int readLength() {
    long length = readLong();
    if (length < 0) {
      throw new MalformedAvroException("a length below 0");
    }
    if (length > remaining()) {
      throw endsEarly();
    }
    return (int) length;
  }

  /** Where the next bytes begin. */
  private int advance(int length) {
    int start = at;
    if (length > bytes.length - start) {
      throw endsEarly();
    }
    at = start + length;
    return start;
  }

  private boolean isAscii(int start, int length) {
    int i = start;
    int end = start + length;
    for (; i <= end - Long.BYTES; i += Long.BYTES) {
      if (((long) LONGS.get(bytes, i) & NON_ASCII) != 0) {
        return false;
      }
    }
    for (; i < end; i++) {
      if (bytes[i] < 0) {
        return false;
      }
    }
    return true;
  }

  private static MalformedAvroException endsEarly() {
    return new MalformedAvroException("they end before the record does");
  }
}
