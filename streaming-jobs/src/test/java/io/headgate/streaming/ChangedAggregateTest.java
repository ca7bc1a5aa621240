package io.headgate.streaming;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headgate.platform.contract.Delivery;
import io.headgate.platform.job.ExitCode;
import io.headgate.platform.job.HeadgateException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An aggregate that is changed while it runs, before it is rebuilt. */
class ChangedAggregateTest {
  @TempDir Path folder;

  private final TestingRides rides = new TestingRides();
  private final TestingAggregates pipeline = rides.pipeline;

  @Test
  void aChangedAggregateEndsItsJobWithTwoAndTheRemedyWhileReadersKeepTheOldRows() throws Exception {
    pipeline.apply(Delivery.AT_LEAST_ONCE, TestingRides.COUNTED, "city");
    rides.send(60);
    try (RunningQuery query = pipeline.start()) {
      query.processAll();
    }
    List<String> before = pipeline.rows("toString(window_start), city, toString(rides)");
    pipeline.apply(Delivery.AT_LEAST_ONCE, TestingRides.SUMMED, "city");

    assertThat(pipeline.planned)
        .contains(
            "  = ClickHouse table serving.%1$s (the aggregate has changed; readers keep the old rows until headgate rebuild %2$s %1$s): nothing to do"
                .formatted(pipeline.aggregate, pipeline.name));

    DriverProcess job = rides.job(folder, "AggregateJob", "--pipeline", pipeline.name);

    assertThat(job.awaitEnd()).as(job.output()).isEqualTo(2);
    assertThat(job.output())
        .contains(
            "its SQL and columns changed, and the state of its windows is of the old one; readers"
                + " keep the old rows. Run headgate rebuild "
                + pipeline.name
                + " "
                + pipeline.aggregate);
    assertThat(pipeline.rows("toString(window_start), city, toString(rides)")).isEqualTo(before);
    assertThat(rides.served()).isEqualTo(before.size());
  }

  @Test
  void anotherKeyIsRefusedWithTheRemedy() throws Exception {
    String sql =
        """
        SELECT window.start AS window_start, window.end AS window_end, city, minutes,
          count(*) AS rides
        FROM events GROUP BY window(happened_at, '1 hour'), city, minutes
        """;
    pipeline.apply(Delivery.AT_LEAST_ONCE, sql, "city", "minutes");
    pipeline.start().close();
    pipeline.apply(Delivery.AT_LEAST_ONCE, sql, "minutes", "city");

    assertThatThrownBy(() -> pipeline.start().close())
        .isInstanceOfSatisfying(
            HeadgateException.class,
            e -> assertThat(e.exitCode()).isEqualTo(ExitCode.BAD_CONFIGURATION))
        .hasMessageContaining("its key ([minutes, city], was [city, minutes]) changed")
        .hasMessageContaining(
            "Run headgate rebuild %s %s".formatted(pipeline.name, pipeline.aggregate));
  }

  @Test
  void anotherShufflePartitionCountIsRefused() throws Exception {
    pipeline.apply(Delivery.AT_LEAST_ONCE, TestingRides.COUNTED, "city");
    pipeline.start().close();
    String count = pipeline.platform.spark.conf().get("spark.sql.shuffle.partitions");
    pipeline.platform.spark.conf().set("spark.sql.shuffle.partitions", "7");
    try {
      assertThatThrownBy(() -> pipeline.start().close())
          .isInstanceOfSatisfying(
              HeadgateException.class,
              e -> assertThat(e.exitCode()).isEqualTo(ExitCode.BAD_CONFIGURATION))
          .hasMessageContaining("its shuffle partition count (7, was %s) changed".formatted(count));
    } finally {
      pipeline.platform.spark.conf().set("spark.sql.shuffle.partitions", count);
    }
  }
}
