package io.headgate.local.command;

import io.headgate.components.Downloads;
import io.headgate.local.JobEnvironment;
import io.headgate.local.StackLayout;
import io.headgate.local.StackProperties;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Says where to look, and what a shell needs to run jobs by hand. */
@Command(
    name = "env",
    mixinStandardHelpOptions = true,
    description =
        "Print where to look, and export lines for running jobs by hand: eval \"$(headgate env)\".")
public final class EnvCommand implements Callable<Integer> {
  @Override
  public Integer call() throws Exception {
    StackLayout layout = StackLayout.of(System.getenv());
    StackProperties properties = StackProperties.existing(layout);
    Map<String, String> environment =
        JobEnvironment.of(layout, Downloads.ofUser(System.err::println));
    System.out.printf(
        """
        # Kafka       %s
        # Registry    %s
        # Gateway     %s/v1/events  events by HTTP, with a key of role producer
        # Airflow     %s  user admin, password: stack.airflow-admin-password
        # Trino       %s/published  any user, no password; or: headgate sql trino
        # ClickHouse  %s  user analyst, password: stack.analyst-password; or: headgate sql clickhouse
        # PostgreSQL  %s  user headgate_lake, password: catalog.password
        # Passwords are in %s
        """,
        properties.get("kafka.bootstrap-servers"),
        properties.get("registry.url"),
        properties.get("stack.gateway-url"),
        properties.get("stack.airflow-url"),
        properties.get("stack.trino-url"),
        properties.get("clickhouse.url"),
        properties.get("catalog.url"),
        layout.config());
    environment.forEach((name, value) -> System.out.printf("export %s='%s'%n", name, value));
    System.out.println("export PATH=\"$SPARK_HOME/bin:$PATH\"");
    return 0;
  }
}
