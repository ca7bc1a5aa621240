package io.headgate.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headgate.testing.TestingPostgres;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Readers and jobs try to get round the gate by plain SQL on the catalog's tables. */
class CatalogAccessTest {
  private static final TestingPostgres POSTGRES = TestingPostgres.shared();

  @BeforeAll
  static void migrate() {
    TestingRegistry.start(Clock.systemUTC()).close();
  }

  @BeforeEach
  void oneTableInEachCatalog() throws SQLException {
    try (Connection owner = owner();
        Statement statement = owner.createStatement()) {
      statement.execute(
          """
          DELETE FROM catalog.iceberg_tables WHERE table_namespace = 'access';
          DELETE FROM catalog.iceberg_namespace_properties WHERE namespace = 'access';
          INSERT INTO catalog.iceberg_tables
          VALUES ('lake', 'access', 't', 'file:///lake.json', NULL, 'TABLE'),
            ('published', 'access', 't', 'file:///published.json', NULL, 'TABLE');
          INSERT INTO catalog.iceberg_namespace_properties
          VALUES ('lake', 'access', 'exists', 'true'), ('published', 'access', 'exists', 'true')
          """);
    }
  }

  @Test
  void aReaderSeesPublishedAndNothingElse() throws SQLException {
    try (Connection reader = reader()) {
      assertThat(catalogs(reader, "iceberg_tables", "table_namespace"))
          .containsExactly("published");
      assertThat(catalogs(reader, "iceberg_namespace_properties", "namespace"))
          .containsExactly("published");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "UPDATE catalog.iceberg_tables SET metadata_location = 'file:///mine.json'",
        "DELETE FROM catalog.iceberg_tables",
        "INSERT INTO catalog.iceberg_tables VALUES ('published', 'access', 'x', 'y', NULL, 'TABLE')",
        "DELETE FROM catalog.iceberg_namespace_properties",
        "ALTER TABLE catalog.iceberg_tables DISABLE ROW LEVEL SECURITY",
        "DROP POLICY readers_see_published ON catalog.iceberg_tables",
        "SET ROLE headgate_lake",
        "SET ROLE headgate_registry",
        "SELECT * FROM registry.dataset",
        "CREATE TABLE catalog.mine (x int)"
      })
  void aReaderCannotChangeOrWidenAnything(String attempt) throws SQLException {
    try (Connection reader = reader();
        Statement statement = reader.createStatement()) {
      assertThatThrownBy(() -> statement.execute(attempt))
          .isInstanceOf(SQLException.class)
          .hasMessageMatching("(?s).*(permission denied|must be owner).*");
    }
  }

  @Test
  void aJobSeesLakeAndNothingElse() throws SQLException {
    try (Connection lake = lake()) {
      assertThat(catalogs(lake, "iceberg_tables", "table_namespace")).containsExactly("lake");
      assertThat(catalogs(lake, "iceberg_namespace_properties", "namespace"))
          .containsExactly("lake");
    }
  }

  @Test
  void aJobMovesLakeButItsUpdatesDoNotReachPublished() throws SQLException {
    try (Connection lake = lake();
        Statement statement = lake.createStatement()) {
      assertThat(
              statement.executeUpdate(
                  "UPDATE catalog.iceberg_tables SET metadata_location = 'file:///new.json'"
                      + " WHERE table_namespace = 'access'"))
          .isEqualTo(1);
      assertThat(
              statement.executeUpdate(
                  "DELETE FROM catalog.iceberg_tables WHERE catalog_name = 'published'"))
          .isEqualTo(0);
    }
    try (Connection reader = reader();
        Statement statement = reader.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT metadata_location FROM catalog.iceberg_tables"
                    + " WHERE table_namespace = 'access'")) {
      assertThat(rows.next()).isTrue();
      assertThat(rows.getString(1)).isEqualTo("file:///published.json");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "INSERT INTO catalog.iceberg_tables VALUES ('published', 'access', 'x', 'y', NULL, 'TABLE')",
        "UPDATE catalog.iceberg_tables SET catalog_name = 'published' WHERE table_namespace = 'access'",
        "INSERT INTO catalog.iceberg_namespace_properties VALUES ('published', 'access', 'a', 'b')"
      })
  void aJobCannotPublishByItself(String attempt) throws SQLException {
    try (Connection lake = lake();
        Statement statement = lake.createStatement()) {
      assertThatThrownBy(() -> statement.execute(attempt))
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("new row violates row-level security policy");
    }
  }

  private static List<String> catalogs(Connection connection, String table, String namespaceColumn)
      throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT catalog_name FROM catalog.%s WHERE %s = 'access'"
                    .formatted(table, namespaceColumn))) {
      List<String> names = new ArrayList<>();
      while (rows.next()) {
        names.add(rows.getString(1));
      }
      return names;
    }
  }

  private static Connection owner() throws SQLException {
    return TestingRegistry.connect(TestingPostgres.REGISTRY_USER, POSTGRES.registryPassword());
  }

  private static Connection lake() throws SQLException {
    return TestingRegistry.connect(TestingPostgres.LAKE_USER, POSTGRES.lakePassword());
  }

  private static Connection reader() throws SQLException {
    return TestingRegistry.connect(TestingPostgres.READER_USER, POSTGRES.readerPassword());
  }
}
