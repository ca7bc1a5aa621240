package io.headgate.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestingTrinoTest {
  @Test
  void servesCatalogPublishedReadOnlyAndNoOther(@TempDir Path warehouse) throws Exception {
    try (TestingPostgres postgres = new TestingPostgres()) {
      createCatalogTables(postgres);
      try (TestingTrino trino = new TestingTrino(postgres, warehouse)) {
        Properties user = new Properties();
        user.put("user", "analyst");
        try (Connection connection = DriverManager.getConnection(trino.jdbcUrl(), user);
            Statement statement = connection.createStatement()) {
          List<String> catalogs = new ArrayList<>();
          try (ResultSet rows = statement.executeQuery("SHOW CATALOGS")) {
            while (rows.next()) {
              catalogs.add(rows.getString(1));
            }
          }
          assertThat(catalogs).containsExactly("published", "system");
          assertThatThrownBy(() -> statement.execute("CREATE SCHEMA published.mine"))
              .hasMessageContaining("Access Denied");
        }
      }
    }
  }

  private static void createCatalogTables(TestingPostgres postgres) throws Exception {
    try (Connection connection =
            DriverManager.getConnection(
                postgres.jdbcUrl(), TestingPostgres.REGISTRY_USER, postgres.registryPassword());
        Statement statement = connection.createStatement()) {
      statement.execute(
          """
          CREATE SCHEMA catalog;
          CREATE TABLE catalog.iceberg_tables (
            catalog_name text, table_namespace text, table_name text, metadata_location text,
            previous_metadata_location text, iceberg_type text,
            PRIMARY KEY (catalog_name, table_namespace, table_name));
          CREATE TABLE catalog.iceberg_namespace_properties (
            catalog_name text, namespace text, property_key text, property_value text,
            PRIMARY KEY (catalog_name, namespace, property_key));
          GRANT USAGE ON SCHEMA catalog TO headgate_reader;
          GRANT SELECT ON ALL TABLES IN SCHEMA catalog TO headgate_reader;
          """);
    }
  }
}
