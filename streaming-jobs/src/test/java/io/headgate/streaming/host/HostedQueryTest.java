package io.headgate.streaming.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.headgate.platform.job.ExitCode;
import io.headgate.platform.job.HeadgateException;
import io.headgate.platform.registry.Outbox;
import io.headgate.platform.registry.QueryReport;
import io.headgate.platform.registry.QueryState;
import io.headgate.platform.registry.RegistryClient;
import io.headgate.streaming.BatchGate;
import io.headgate.streaming.StreamingQueryPlan;
import io.headgate.streaming.TestingPlatform;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostedQueryTest {
  private final SparkSession spark = TestingPlatform.shared().spark;
  private final AtomicInteger starts = new AtomicInteger();
  private final List<Long> done = new CopyOnWriteArrayList<>();

  @TempDir Path folder;

  @Test
  void aQueryThatFailsIsStartedAgainAndRepeatsTheBatchThatFailed() {
    HostedQuery query = hosted("hosted", this::failingOnce);
    query.start();
    try {
      await().atMost(Duration.ofSeconds(60)).until(() -> done.size() >= 2);
    } finally {
      query.close();
    }

    assertThat(starts).hasValue(2);
    assertThat(done).startsWith(0L, 1L).doesNotHaveDuplicates();
    assertThat(query.report(List.of()).batch())
        .satisfies(
            batch -> {
              assertThat(done).contains(batch.epoch());
              assertThat(batch.phases()).containsKeys("addBatch", "walCommit");
              assertThat(batch.took()).isPositive();
              assertThat(batch.watermark()).isNull();
            });
    assertThat(spark.streams().active()).extracting(StreamingQuery::name).doesNotContain("hosted");
  }

  @Test
  void aFailureThatCannotPassIsNotTriedAgainWhileAnotherQueryGoesOn() {
    AtomicInteger fatalStarts = new AtomicInteger();
    HostedQuery failing =
        hosted(
            "failing",
            gate -> {
              fatalStarts.incrementAndGet();
              throw new HeadgateException(
                  ExitCode.BAD_CONFIGURATION, "Cannot read t: it is gone. Run headgate apply.");
            });
    HostedQuery other = hosted("hosted", this::failingOnce);
    failing.start();
    other.start();
    try {
      await().atMost(Duration.ofSeconds(60)).until(() -> done.size() >= 2);
      await().until(() -> other.standing().state() == QueryState.RUNNING);

      assertThat(fatalStarts).hasValue(1);
      QueryReport report = failing.report(List.of());
      assertThat(report.state()).isEqualTo(QueryState.FAILED);
      assertThat(report.reason()).isEqualTo("Cannot read t: it is gone.");
      assertThat(report.remedy()).isEqualTo("Run headgate apply.");
      assertThat(other.report(List.of()).restarts()).isEqualTo(1);
      FailedQueries failed = FailedQueries.of(List.of(failing, other));
      assertThat(failed.areAll()).isFalse();
      assertThat(failed.result(false).exitCode()).isEqualTo(ExitCode.DONE);
      assertThat(failed.result(false).facts()).containsEntry("failed", "failing");
      assertThat(failed.result(true).exitCode()).isEqualTo(ExitCode.BAD_CONFIGURATION);
    } finally {
      other.close();
      failing.close();
    }

    assertThat(failing.standing().state()).isEqualTo(QueryState.FAILED);
    assertThat(other.standing().state()).isEqualTo(QueryState.STOPPED);
    FailedQueries alone = FailedQueries.of(List.of(failing));
    assertThat(alone.areAll()).isTrue();
    assertThat(alone.exception().exitCode()).isEqualTo(ExitCode.BAD_CONFIGURATION);
    assertThat(alone.exception()).hasMessage("Cannot read t: it is gone. Run headgate apply.");
  }

  @Test
  void aStopDoesNotWaitForAStartThatHangs() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    HostedQuery query =
        hosted(
            "hosted",
            gate -> {
              starts.incrementAndGet();
              never.await();
              throw new AssertionError("nothing ends the wait");
            });
    query.start();
    await().until(() -> starts.get() == 1);

    CompletableFuture.runAsync(query::close).get(30, TimeUnit.SECONDS);

    assertThat(starts).hasValue(1);
  }

  private interface Start {
    StreamingQuery with(BatchGate gate) throws Exception;
  }

  private HostedQuery hosted(String name, Start start) {
    StreamingQueryPlan plan =
        new StreamingQueryPlan() {
          @Override
          public String name() {
            return name;
          }

          @Override
          public void check() {}

          @Override
          public StreamingQuery start(BatchGate gate) throws Exception {
            return start.with(gate);
          }
        };
    RegistryClient nobody = new RegistryClient("http://127.0.0.1:1", null).withoutRetries();
    QueryReporter reporter =
        new QueryReporter(
            nobody,
            () -> {
              throw new KafkaException("no brokers in this test");
            });
    return new HostedQuery(
        plan,
        Outbox.open(folder.resolve("outbox-" + name).toUri(), nobody),
        new QuerySource("flights", List.of("t"), IsolationLevel.READ_COMMITTED, "unused"),
        Clock.systemUTC(),
        reporter);
  }

  private StreamingQuery failingOnce(BatchGate gate) throws Exception {
    boolean fails = starts.incrementAndGet() == 1;
    return spark
        .readStream()
        .format("rate")
        .option("rowsPerSecond", 100)
        .load()
        .writeStream()
        .queryName("hosted")
        .option("checkpointLocation", folder.resolve("checkpoint").toUri().toString())
        .foreachBatch(
            (Dataset<Row> batch, Long epoch) ->
                gate.pass(
                    () -> {
                      if (fails) {
                        throw new IllegalStateException("the first start fails");
                      }
                      done.add(epoch);
                    }))
        .start();
  }
}
