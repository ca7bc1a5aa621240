package io.headgate.bench.candidate;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.annotation.Nullable;

/**
 * What every candidate's JVM is given alike.
 *
 * @param heap as in {@code -Xmx}, for example {@code 2g}
 * @param cores threads that Spark may use
 * @param options more options of the JVM
 * @param recordings folder for flight recordings (JFR), null for none
 */
public record JvmOptions(String heap, int cores, List<String> options, @Nullable Path recordings) {
  public JvmOptions {
    options = List.copyOf(options);
  }

  /** All options but the heap. */
  List<String> all(String run) {
    List<String> all = new ArrayList<>(options);
    all.add("-Duser.timezone=UTC");
    if (recordings != null) {
      all.add(
          "-XX:StartFlightRecording=settings=profile,dumponexit=true,filename="
              + recordings.resolve(run + ".jfr"));
    }
    return all;
  }

  /** Options of spark-submit. */
  List<String> submit(String run) {
    return List.of(
        "--master",
        "local[" + cores + "]",
        "--driver-memory",
        heap,
        "--conf",
        "spark.driver.extraJavaOptions=" + String.join(" ", all(run)));
  }
}
