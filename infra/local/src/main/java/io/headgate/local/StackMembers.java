package io.headgate.local;

import io.headgate.components.ClickHouseServer;
import io.headgate.components.Component;
import io.headgate.components.ComponentProcess;
import io.headgate.components.Downloads;
import io.headgate.components.KafkaBroker;
import io.headgate.components.PostgresServer;
import io.headgate.components.TrinoServer;
import io.headgate.local.airflow.StackAirflow;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** What a stack consists of, in the order in which it is shown. */
final class StackMembers {
  private StackMembers() {}

  static List<StackMember> of(StackLayout layout, StackProperties properties, Downloads downloads) {
    KafkaBroker kafka =
        new KafkaBroker(
            downloads,
            layout.home("kafka"),
            layout.port(StackPort.KAFKA),
            layout.port(StackPort.KAFKA_CONTROLLER));
    PostgresServer postgres =
        new PostgresServer(
            downloads,
            layout.home("postgres"),
            layout.port(StackPort.POSTGRES),
            properties.postgresPasswords());
    ClickHouseServer clickHouse =
        new ClickHouseServer(
            downloads,
            layout.home("clickhouse"),
            layout.port(StackPort.CLICKHOUSE_HTTP),
            layout.port(StackPort.CLICKHOUSE_TCP),
            properties.get("clickhouse.password"),
            properties.get("stack.analyst-password"));
    TrinoServer trino =
        new TrinoServer(
            downloads,
            layout.home("trino"),
            layout.port(StackPort.TRINO),
            layout.port(StackPort.POSTGRES),
            properties.get("stack.reader-db-password"),
            properties.get("catalog.warehouse"));
    StreamsDriver streams =
        new StreamsDriver(downloads, layout, new ComponentProcess(layout.state(), "streams").log());
    List<StackMember> members = new ArrayList<>();
    Collections.addAll(
        members,
        StackMember.of(kafka),
        StackMember.of(postgres),
        StackMember.of(clickHouse),
        StackMember.of(new RegistryServer(layout, properties), "postgres"),
        // Its catalog reads the tables that the registry's migrations make.
        StackMember.of(trino, "registry"),
        StackMember.of(streams, "kafka", "clickhouse", "registry"));
    String api = "airflow-api-server";
    for (Component process : StackAirflow.of(layout, properties, downloads).processes()) {
      // The API server is the one that brings the metadata database up to date.
      members.add(StackMember.of(process, process.name().equals(api) ? "postgres" : api));
    }
    return members;
  }
}
