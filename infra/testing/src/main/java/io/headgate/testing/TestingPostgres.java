package io.headgate.testing;

import io.headgate.components.Ports;
import io.headgate.components.PostgresPasswords;
import io.headgate.components.PostgresServer;

/**
 * A PostgreSQL server for tests, with the roles and databases of the platform: database {@code
 * headgate}, owned by {@code headgate_registry} and still empty, and database {@code airflow}.
 */
public final class TestingPostgres implements AutoCloseable {
  public static final String REGISTRY_USER = "headgate_registry";
  public static final String LAKE_USER = "headgate_lake";
  public static final String READER_USER = "headgate_reader";
  public static final String AIRFLOW_USER = "airflow";

  private final RunningComponent<PostgresServer> server =
      RunningComponent.start(
          (downloads, home) ->
              new PostgresServer(
                  downloads,
                  home,
                  Ports.free(),
                  new PostgresPasswords(
                      "superuser-pw", "registry-pw", "lake-password", "reader-pw", "airflow-pw")));

  private static final class Shared {
    private static final TestingPostgres INSTANCE = new TestingPostgres();
  }

  /** The server of this JVM; never closed by a test. */
  public static TestingPostgres shared() {
    return Shared.INSTANCE;
  }

  public int port() {
    return server.component().port();
  }

  /** JDBC URL of database {@code headgate}. */
  public String jdbcUrl() {
    return jdbcUrl("headgate");
  }

  public String jdbcUrl(String database) {
    return "jdbc:postgresql://127.0.0.1:%d/%s".formatted(port(), database);
  }

  /** JDBC URL of database {@code headgate} with the catalog's schema first in the search path. */
  public String catalogUrl() {
    return jdbcUrl() + "?currentSchema=catalog";
  }

  public String superuserPassword() {
    return server.component().passwords().superuser();
  }

  public String registryPassword() {
    return server.component().passwords().registry();
  }

  public String lakePassword() {
    return server.component().passwords().lake();
  }

  public String readerPassword() {
    return server.component().passwords().reader();
  }

  public String airflowPassword() {
    return server.component().passwords().airflow();
  }

  /** The process id of the server. */
  public long pid() {
    return server.process().running().orElseThrow().pid();
  }

  /** Stops the server and starts it again over its data, on the same port. */
  public void restart() {
    server.restart();
  }

  @Override
  public void close() {
    server.close();
  }

  public static void main(String[] args) throws InterruptedException {
    RunningComponent.serve(
        "PostgreSQL: %s, user %s, password %s"
            .formatted(shared().jdbcUrl(), REGISTRY_USER, shared().registryPassword()));
  }
}
