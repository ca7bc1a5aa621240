package io.headgate.streaming.aggregate;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.apache.spark.unsafe.types.UTF8String;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RowBinaryBlockTest {
  /** What is written first decides which of the values is the one that finds the block full. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18})
  void valuesAreWholeWhereverTheBlockHasToGrow(int first) {
    RowBinaryBlock block = new RowBinaryBlock();
    for (int i = 0; i < first; i++) {
      block.writeByte(i);
    }
    int rows = 20_000;
    for (int i = 0; i < rows; i++) {
      block.writeByte(i);
      block.writeInt(-i);
      block.writeLong(Long.MIN_VALUE + i);
      block.writeShort(i);
      block.writeString(UTF8String.fromString("ÅBC"));
    }

    ByteBuffer read =
        ByteBuffer.wrap(block.bytes(), first, block.length() - first)
            .order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < rows; i++) {
      assertThat(read.get()).isEqualTo((byte) i);
      assertThat(read.getInt()).isEqualTo(-i);
      assertThat(read.getLong()).isEqualTo(Long.MIN_VALUE + i);
      assertThat(read.getShort()).isEqualTo((short) i);
      assertThat(read.get()).isEqualTo((byte) 4);
      byte[] text = new byte[4];
      read.get(text);
      assertThat(text).containsExactly(0xC3, 0x85, 'B', 'C');
    }
    assertThat(read.hasRemaining()).isFalse();
  }

  @Test
  void aLongStringHasItsLengthInSeveralBytes() {
    RowBinaryBlock block = new RowBinaryBlock();

    block.writeString(UTF8String.fromString("x".repeat(300)));

    assertThat(block.length()).isEqualTo(302);
    assertThat(block.bytes()).startsWith(0xAC, 0x02, 'x');
  }
}
