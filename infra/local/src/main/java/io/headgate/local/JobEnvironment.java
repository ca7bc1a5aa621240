package io.headgate.local;

import io.headgate.components.Downloads;
import io.headgate.components.Jdk;
import io.headgate.components.SparkInstallation;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** What {@code spark-submit} and a job need in their environment to work on a stack. */
public final class JobEnvironment {
  private JobEnvironment() {}

  /** Variable names and values; none is a secret. */
  public static Map<String, String> of(StackLayout layout, Downloads downloads)
      throws InterruptedException {
    Path spark = SparkInstallation.home(downloads);
    Map<String, String> environment = new LinkedHashMap<>();
    environment.put("HEADGATE_CONFIG", layout.config().toString());
    environment.put("JAVA_HOME", Jdk.home());
    environment.put("SPARK_HOME", spark.toString());
    environment.put("SPARK_LOCAL_IP", "127.0.0.1");
    return environment;
  }
}
