package io.headgate.bench.batch;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.sql.SparkSession;

/** Measures work in this process, which has a Spark session and is otherwise idle. */
final class CostMeter {
  private static final double NANOS = 1e9;

  private final SparkSession spark;
  private final AtomicLong taskNanos = new AtomicLong();
  private final OperatingSystemMXBean process =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

  CostMeter(SparkSession spark) {
    this.spark = spark;
    spark
        .sparkContext()
        .addSparkListener(
            new SparkListener() {
              @Override
              public void onTaskEnd(SparkListenerTaskEnd task) {
                if (task.taskMetrics() != null) {
                  long unused =
                      taskNanos.addAndGet(
                          task.taskMetrics().executorCpuTime()
                              + task.taskMetrics().executorDeserializeCpuTime());
                }
              }
            });
  }

  /** What it took, and what came of it. */
  record Measured<T>(T result, Cost cost) {}

  <T> Measured<T> measure(Callable<T> work) throws Exception {
    settle();
    long tasks = taskNanos.get();
    long cpu = process.getProcessCpuTime();
    long begun = System.nanoTime();
    T result = work.call();
    long ended = System.nanoTime();
    long cpuThen = process.getProcessCpuTime();
    settle();
    return new Measured<>(
        result,
        new Cost(
            (ended - begun) / NANOS, (cpuThen - cpu) / NANOS, (taskNanos.get() - tasks) / NANOS));
  }

  /** The listener hears of tasks a moment later. */
  private void settle() throws Exception {
    spark.sparkContext().listenerBus().waitUntilEmpty();
  }
}
