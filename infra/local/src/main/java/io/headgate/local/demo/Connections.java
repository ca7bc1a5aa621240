package io.headgate.local.demo;

import io.headgate.components.AirflowInstallation;
import io.headgate.components.Downloads;
import io.headgate.local.StackLayout;
import io.headgate.local.StackProperties;
import io.headgate.local.airflow.AirflowRuns;
import io.headgate.local.airflow.StackAirflow;
import io.headgate.local.ingest.IngestProgress;
import io.headgate.local.replay.Replay;
import io.headgate.platform.job.ExitCode;
import io.headgate.platform.job.HeadgateException;
import io.headgate.platform.registry.PipelineVersion;
import io.headgate.platform.registry.RegistryClient;
import java.time.Clock;

/** What the demo talks to, once the stack is up. */
record Connections(
    StackProperties properties,
    RegistryClient registry,
    Replay replay,
    IngestProgress ingest,
    AirflowInstallation airflow,
    AirflowRuns runs,
    Stores stores) {

  static Connections of(StackLayout layout, Downloads downloads, Clock clock)
      throws InterruptedException {
    StackProperties properties = StackProperties.existing(layout);
    RegistryClient registry = properties.registry();
    String kafka = properties.get("kafka.bootstrap-servers");
    return new Connections(
        properties,
        registry,
        new Replay(registry, kafka, downloads.vegaDatasets(), clock),
        new IngestProgress(registry, kafka),
        StackAirflow.of(layout, properties, downloads),
        AirflowRuns.login(
            properties.get("stack.airflow-url"),
            AirflowInstallation.ADMIN,
            properties.get("stack.airflow-admin-password")),
        new Stores(properties));
  }

  PipelineVersion pipeline(String name) {
    return registry
        .pipeline(name)
        .orElseThrow(
            () ->
                new HeadgateException(
                    ExitCode.BUG, "Cannot go on: pipeline " + name + " was not recorded."));
  }
}
