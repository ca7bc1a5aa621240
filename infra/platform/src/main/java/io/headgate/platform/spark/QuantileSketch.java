package io.headgate.platform.spark;

import com.datadoghq.sketch.ddsketch.DDSketch;
import com.datadoghq.sketch.ddsketch.DDSketches;
import com.datadoghq.sketch.ddsketch.encoding.ByteArrayInput;
import com.datadoghq.sketch.ddsketch.encoding.GrowingByteArrayOutput;
import com.datadoghq.sketch.ddsketch.store.UnboundedSizeDenseStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.annotation.Nullable;
import org.apache.spark.sql.Encoder;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.expressions.Aggregator;

/**
 * The distribution of numbers as a mergeable state: a DDSketch whose quantiles lie within 1 % of
 * the true value. Nulls, NaN and infinities do not count.
 *
 * <p>DDSketch and not a sketch of DataSketches: those draw random numbers, so a run that is
 * repeated publishes other values, and each would be told as a correction. Here the same values
 * give the same bytes, in whatever order they come and are merged.
 */
final class QuantileSketch {
  /** Of a quantile to the value at its rank. */
  static final double RELATIVE_ACCURACY = 0.01;

  private QuantileSketch() {}

  /**
   * The value at a rank.
   *
   * @param sketch null gives null
   * @param rank 0 is the smallest value, 1 the largest
   * @return null when the sketch has no values
   */
  @Nullable
  static Double quantile(@Nullable byte[] sketch, @Nullable Number rank) {
    if (sketch == null || rank == null) {
      return null;
    }
    double quantile = rank.doubleValue();
    if (!(quantile >= 0 && quantile <= 1)) {
      throw new IllegalArgumentException(
          "Cannot take quantile %s of a sketch. Give one from 0 to 1; the median is 0.5."
              .formatted(quantile));
    }
    DDSketch read = decode(sketch);
    return read.isEmpty() ? null : (Double) read.getValueAtQuantile(quantile);
  }

  private static DDSketch decode(byte[] sketch) {
    try {
      return DDSketch.decode(ByteArrayInput.wrap(sketch), UnboundedSizeDenseStore::new);
    } catch (IOException | IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "Cannot read a sketch: the binary value was not made by dd_sketch_agg or dd_union_agg.",
          e);
    }
  }

  private abstract static class Sketching<T> extends Aggregator<T, DDSketch, byte[]> {
    private static final long serialVersionUID = 1L;

    @Override
    public DDSketch zero() {
      return DDSketches.unboundedDense(RELATIVE_ACCURACY);
    }

    @Override
    public DDSketch merge(DDSketch one, DDSketch other) {
      one.mergeWith(other);
      return one;
    }

    @Override
    public byte[] finish(DDSketch sketch) {
      GrowingByteArrayOutput bytes = GrowingByteArrayOutput.withDefaultInitialCapacity();
      try {
        sketch.encode(bytes, false);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return bytes.trimmedCopy();
    }

    @Override
    public Encoder<DDSketch> bufferEncoder() {
      return Encoders.kryo(DDSketch.class);
    }

    @Override
    public Encoder<byte[]> outputEncoder() {
      return Encoders.BINARY();
    }
  }

  static final class OfValues extends Sketching<Double> {
    private static final long serialVersionUID = 1L;

    @Override
    public DDSketch reduce(DDSketch sketch, @Nullable Double value) {
      if (value != null && Double.isFinite(value)) {
        sketch.accept(value);
      }
      return sketch;
    }
  }

  static final class OfSketches extends Sketching<byte[]> {
    private static final long serialVersionUID = 1L;

    @Override
    public DDSketch reduce(DDSketch sketch, @Nullable byte[] other) {
      if (other != null) {
        sketch.mergeWith(decode(other));
      }
      return sketch;
    }
  }
}
