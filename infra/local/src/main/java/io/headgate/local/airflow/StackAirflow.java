package io.headgate.local.airflow;

import io.headgate.components.AirflowInstallation;
import io.headgate.components.Downloads;
import io.headgate.components.Jdk;
import io.headgate.local.StackLayout;
import io.headgate.local.StackPort;
import io.headgate.local.StackProperties;
import java.util.Map;

/** The Airflow of a stack. */
public final class StackAirflow {
  private StackAirflow() {}

  public static AirflowInstallation of(
      StackLayout layout, StackProperties properties, Downloads downloads) {
    return new AirflowInstallation(
        downloads,
        layout.home("airflow"),
        layout.repository().resolve("dags"),
        layout.port(StackPort.AIRFLOW),
        layout.port(StackPort.POSTGRES),
        properties.airflowSecrets(),
        Map.of(
            "HEADGATE_CONFIG", layout.config().toString(),
            "HEADGATE_PIPELINES_DIR", layout.pipelines().toString(),
            "HEADGATE_BATCH_JAR", layout.jar("batch-jobs").toString(),
            "HEADGATE_COMPACTION_JAR", layout.jar("compaction").toString(),
            "HEADGATE_STREAMING_JAR", layout.jar("streaming-jobs").toString(),
            "JAVA_HOME", Jdk.home(),
            "OPENLINEAGE_URL", properties.get("registry.url"),
            "OPENLINEAGE_API_KEY", properties.get("registry.api-key")));
  }
}
