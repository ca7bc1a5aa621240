package io.headgate.streaming;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.Trigger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BatchGateTest {
  private final CountDownLatch begun = new CountDownLatch(1);
  private final CountDownLatch mayEnd = new CountDownLatch(1);
  private final List<Long> ended = new CopyOnWriteArrayList<>();

  @TempDir Path checkpoint;

  @Test
  void aStopLetsTheBatchInHandEndAndBeCommitted() throws Exception {
    BatchGate gate = new BatchGate();
    StreamingQuery query = endless(gate);
    assertThat(begun.await(60, TimeUnit.SECONDS)).isTrue();

    CompletableFuture<Void> stop = CompletableFuture.runAsync(() -> stop(gate, query));
    await().during(Duration.ofSeconds(1)).until(() -> query.isActive() && !stop.isDone());
    mayEnd.countDown();
    stop.get(60, TimeUnit.SECONDS);

    assertThat(query.isActive()).isFalse();
    assertThat(query.exception().isEmpty()).isTrue();
    assertThat(ended).containsExactly(0L);
    assertThat(committed()).containsExactly("0");
  }

  private StreamingQuery endless(BatchGate gate) throws Exception {
    return TestingPlatform.shared()
        .spark
        .readStream()
        .format("rate")
        .option("rowsPerSecond", 100)
        .load()
        .writeStream()
        .option("checkpointLocation", checkpoint.toUri().toString())
        .trigger(Trigger.ProcessingTime(10))
        .foreachBatch(
            (Dataset<Row> batch, Long epoch) ->
                gate.pass(
                    () -> {
                      begun.countDown();
                      mayEnd.await();
                      ended.add(epoch);
                    }))
        .start();
  }

  private static void stop(BatchGate gate, StreamingQuery query) {
    try {
      gate.stop(query);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private List<String> committed() throws IOException {
    try (Stream<Path> files = Files.list(checkpoint.resolve("commits"))) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> !name.startsWith("."))
          .toList();
    }
  }
}
