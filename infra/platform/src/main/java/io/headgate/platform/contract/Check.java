package io.headgate.platform.contract;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;
import javax.annotation.Nullable;

/** A quality check on one partition of a rollup. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Check.NotNull.class, name = "not_null"),
  @JsonSubTypes.Type(value = Check.Unique.class, name = "unique"),
  @JsonSubTypes.Type(value = Check.Range.class, name = "range"),
  @JsonSubTypes.Type(value = Check.MovingAverage.class, name = "moving_average"),
  @JsonSubTypes.Type(value = Check.MovingDifference.class, name = "moving_difference"),
  @JsonSubTypes.Type(value = Check.Distribution.class, name = "distribution")
})
public sealed interface Check {
  String name();

  /** Share in the quality score, above 0. */
  double weight();

  /** No row has a null in the column. */
  record NotNull(String name, double weight, String column) implements Check {
    public NotNull {
      requireNonNull(name);
      requireNonNull(column);
    }
  }

  /** No two rows agree in all the columns. */
  record Unique(String name, double weight, List<String> columns) implements Check {
    public Unique {
      requireNonNull(name);
      columns = List.copyOf(columns);
    }
  }

  /** Every value of the column lies in [minimum, maximum]; a null bound is open. */
  record Range(
      String name, double weight, String column, @Nullable Double minimum, @Nullable Double maximum)
      implements Check {
    public Range {
      requireNonNull(name);
      requireNonNull(column);
    }
  }

  /**
   * A check that holds a partition against the published ones of the days before. Its verdict may
   * change while the partition's rows stay the same.
   */
  sealed interface Comparison extends Check {
    /**
     * Spark SQL aggregate over the partition's rows, for example {@code sum(flights)}; one value
     * per partition, or per value of a column.
     */
    String expression();

    /** How many days before the partition's are looked at. */
    int days();

    /** With fewer published days the check is not applicable. */
    int minimumDays();
  }

  /**
   * The partition's value, against the average of the published partitions of the days before.
   *
   * @param expression Spark SQL aggregate over the partition's rows, for example {@code
   *     sum(flights)}
   * @param days how many days the average spans
   * @param minimumDays with fewer published days the check is not applicable
   * @param minimumRatio lowest accepted value / average
   * @param maximumRatio highest accepted value / average
   */
  record MovingAverage(
      String name,
      double weight,
      String expression,
      int days,
      int minimumDays,
      double minimumRatio,
      double maximumRatio)
      implements Comparison {
    public MovingAverage {
      requireNonNull(name);
      requireNonNull(expression);
    }
  }

  /**
   * As {@link MovingAverage}, by difference: for shares and means, which may be about zero, where a
   * ratio says nothing.
   *
   * @param expression Spark SQL aggregate over the partition's rows, for example {@code
   *     sum(flights_without_delay) / sum(flights)}
   * @param days how many days the average spans
   * @param minimumDays with fewer published days the check is not applicable
   * @param maximumDifference largest accepted distance from the average, above or below
   */
  record MovingDifference(
      String name,
      double weight,
      String expression,
      int days,
      int minimumDays,
      double maximumDifference)
      implements Comparison {
    public MovingDifference {
      requireNonNull(name);
      requireNonNull(expression);
    }
  }

  /**
   * How the partition is made up by the values of a column, against its average make-up on the
   * published days before.
   *
   * @param column whose values the shares are of, for example {@code origin}
   * @param expression Spark SQL aggregate that is shared out, for example {@code sum(flights)}
   * @param days how many days the average spans
   * @param minimumDays with fewer published days the check is not applicable
   * @param maximumDistance largest accepted total variation distance, in [0, 1]: the part of the
   *     whole that has gone from some values to others
   */
  record Distribution(
      String name,
      double weight,
      String column,
      String expression,
      int days,
      int minimumDays,
      double maximumDistance)
      implements Comparison {
    public Distribution {
      requireNonNull(name);
      requireNonNull(column);
      requireNonNull(expression);
    }
  }
}
