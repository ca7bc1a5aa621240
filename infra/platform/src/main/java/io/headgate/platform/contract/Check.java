package io.headgate.platform.contract;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.time.Duration;
import java.util.List;
import javax.annotation.Nullable;

/** A quality check on one partition of a batch dataset. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Check.NotNull.class, name = "not_null"),
  @JsonSubTypes.Type(value = Check.Unique.class, name = "unique"),
  @JsonSubTypes.Type(value = Check.Range.class, name = "range"),
  @JsonSubTypes.Type(value = Check.AllowedValues.class, name = "allowed_values"),
  @JsonSubTypes.Type(value = Check.CustomSql.class, name = "custom_sql"),
  @JsonSubTypes.Type(value = Check.InReference.class, name = "reference"),
  @JsonSubTypes.Type(value = Check.Freshness.class, name = "freshness"),
  @JsonSubTypes.Type(value = Check.MovingAverage.class, name = "moving_average"),
  @JsonSubTypes.Type(value = Check.MovingDifference.class, name = "moving_difference"),
  @JsonSubTypes.Type(value = Check.Distribution.class, name = "distribution"),
  @JsonSubTypes.Type(value = Check.Anomaly.class, name = "anomaly")
})
public sealed interface Check {
  String name();

  /** Share in the quality score, above 0. */
  double weight();

  /** Whether the verdict may change while the partition's rows stay the same. */
  default boolean looksBeyondRows() {
    return false;
  }

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
   * Every value of the column is one of these; a null is no value.
   *
   * @param column of strings, whole numbers or booleans
   * @param values as Spark writes them as text
   */
  record AllowedValues(String name, double weight, String column, List<String> values)
      implements Check {
    public AllowedValues {
      requireNonNull(name);
      requireNonNull(column);
      values = List.copyOf(values);
    }
  }

  /**
   * A condition is true for every row.
   *
   * @param expression Spark SQL over one row; as with rules, null is not true
   */
  record CustomSql(String name, double weight, String expression) implements Check {
    public CustomSql {
      requireNonNull(name);
      requireNonNull(expression);
    }
  }

  /**
   * Every value of the column is a key of a reference of the pipeline; a null is no value.
   *
   * @param reference its name, for example {@code airports}
   */
  record InReference(String name, double weight, String column, String reference) implements Check {
    public InReference {
      requireNonNull(name);
      requireNonNull(column);
      requireNonNull(reference);
    }

    /** The reference may be loaded anew. */
    @Override
    public boolean looksBeyondRows() {
      return true;
    }
  }

  /**
   * The newest instant in the column lies at most so far before the partition's end.
   *
   * @param column of timestamps, for example {@code latest_departure_at}
   * @param maximumAge from the newest instant to the end of the partition
   */
  record Freshness(String name, double weight, String column, Duration maximumAge)
      implements Check {
    public Freshness {
      requireNonNull(name);
      requireNonNull(column);
      requireNonNull(maximumAge);
    }
  }

  /** A check that holds a partition against the published ones of the days before. */
  sealed interface Comparison extends Check {
    @Override
    default boolean looksBeyondRows() {
      return true;
    }

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

  /**
   * The partition's value is no outlier among those that were recorded when the partitions of the
   * days before were published.
   *
   * @param expression Spark SQL aggregate over the partition's rows, for example {@code
   *     sum(flights)}
   * @param days how many days of records are looked at
   * @param minimumDays with fewer recorded days the check is not applicable
   * @param strategy what an outlier is
   * @param maximumDeviations for {@link Strategy#NORMAL}: largest accepted distance from the mean
   *     of the records, in standard deviations
   * @param minimumRate for {@link Strategy#RATE_OF_CHANGE}: lowest accepted value / the record
   *     before
   * @param maximumRate the highest
   */
  record Anomaly(
      String name,
      double weight,
      String expression,
      int days,
      int minimumDays,
      Strategy strategy,
      @Nullable @JsonInclude(JsonInclude.Include.NON_NULL) Double maximumDeviations,
      @Nullable @JsonInclude(JsonInclude.Include.NON_NULL) Double minimumRate,
      @Nullable @JsonInclude(JsonInclude.Include.NON_NULL) Double maximumRate)
      implements Comparison {
    public Anomaly {
      requireNonNull(name);
      requireNonNull(expression);
      requireNonNull(strategy);
    }

    /** By what an outlier is told. */
    public enum Strategy {
      /** By mean and standard deviation of the records. */
      @JsonProperty("normal")
      NORMAL,
      /** By the record of the last day before it that has one. */
      @JsonProperty("rate_of_change")
      RATE_OF_CHANGE
    }
  }
}
