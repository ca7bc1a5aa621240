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
  @JsonSubTypes.Type(value = Check.MovingAverage.class, name = "moving_average")
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
      implements Check {
    public MovingAverage {
      requireNonNull(name);
      requireNonNull(expression);
    }
  }
}
