package io.headgate.streaming.aggregate;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.apache.spark.unsafe.Platform;
import org.apache.spark.unsafe.types.UTF8String;

/** Bytes in ClickHouse's RowBinary, as they grow. */
final class RowBinaryBlock {
  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private byte[] bytes = new byte[64 * 1024];
  private int length;

  byte[] bytes() {
    return bytes;
  }

  int length() {
    return length;
  }

  void clear() {
    length = 0;
  }

  void writeByte(int value) {
    int start = advance(Byte.BYTES);
    bytes[start] = (byte) value;
  }

  void writeShort(int value) {
    writeByte(value);
    writeByte(value >> Byte.SIZE);
  }

  void writeInt(int value) {
    int start = advance(Integer.BYTES);
    INTS.set(bytes, start, value);
  }

  void writeLong(long value) {
    int start = advance(Long.BYTES);
    LONGS.set(bytes, start, value);
  }

  /** Length in LEB128, and the bytes. */
  void writeString(UTF8String text) {
    int size = text.numBytes();
    int rest = size;
    while (rest >= 0x80) {
      writeByte(rest | 0x80);
      rest >>>= 7;
    }
    writeByte(rest);
    int start = advance(size);
    text.writeToMemory(bytes, (long) Platform.BYTE_ARRAY_OFFSET + start);
  }

  /** Where the next bytes go, in what may be another array than before. */
  private int advance(int size) {
    int start = length;
    if (start + size > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, start + size));
    }
    length = start + size;
    return start;
  }
}
