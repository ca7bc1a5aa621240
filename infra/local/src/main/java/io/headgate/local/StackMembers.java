package io.headgate.local;

import io.headgate.components.ClickHouseServer;
import io.headgate.components.Component;
import io.headgate.components.ComponentProcess;
import io.headgate.components.Downloads;
import io.headgate.components.KafkaBroker;
import io.headgate.components.LakeFiles;
import io.headgate.components.ObjectStoreServer;
import io.headgate.components.PostgresServer;
import io.headgate.components.TrinoServer;
import io.headgate.local.airflow.StackAirflow;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;

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
            lakeFiles(properties));
    StreamsDriver streams =
        new StreamsDriver(downloads, layout, new ComponentProcess(layout.state(), "streams").log());
    List<StackMember> members = new ArrayList<>();
    List<String> files = new ArrayList<>();
    if (properties.hasObjectStore()) {
      ObjectStoreServer objectStore = objectStore(layout, properties, downloads);
      members.add(StackMember.of(objectStore));
      files.add(objectStore.name());
    }
    Collections.addAll(
        members,
        StackMember.of(kafka),
        StackMember.of(postgres),
        StackMember.of(clickHouse),
        StackMember.of(new RegistryServer(layout, properties), "postgres"),
        StackMember.of(new GatewayServer(layout, properties), "kafka", "registry"),
        // Its catalog reads the tables that the registry's migrations make.
        StackMember.of(trino, with(files, "registry")),
        StackMember.of(streams, with(files, "kafka", "clickhouse", "registry")));
    String api = "airflow-api-server";
    for (Component process : StackAirflow.of(layout, properties, downloads).processes()) {
      // The API server is the one that brings the metadata database up to date.
      members.add(StackMember.of(process, process.name().equals(api) ? "postgres" : api));
    }
    return members;
  }

  private static String[] with(List<String> files, String... others) {
    return Stream.concat(files.stream(), Stream.of(others)).toArray(String[]::new);
  }

  private static ObjectStoreServer objectStore(
      StackLayout layout, StackProperties properties, Downloads downloads) {
    return new ObjectStoreServer(
        downloads,
        layout.home("object-store"),
        layout.port(StackPort.OBJECT_STORE),
        properties.get("s3.access-key-id"),
        properties.get("s3.secret-access-key"),
        ObjectStoreSettings.BUCKET,
        false);
  }

  private static LakeFiles lakeFiles(StackProperties properties) {
    String warehouse = properties.get("catalog.warehouse");
    return properties.hasObjectStore()
        ? new LakeFiles(
            warehouse,
            new LakeFiles.Bucket(
                properties.get("s3.endpoint"),
                properties.get("s3.region"),
                properties.get("s3.access-key-id"),
                properties.get("s3.secret-access-key")))
        : LakeFiles.local(warehouse);
  }
}
