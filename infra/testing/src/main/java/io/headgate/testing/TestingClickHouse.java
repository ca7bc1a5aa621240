package io.headgate.testing;

import io.headgate.components.ClickHouseServer;
import io.headgate.components.Ports;

/** A ClickHouse server for tests, with users {@code lake} and {@code analyst} and no tables. */
public final class TestingClickHouse implements AutoCloseable {
  public static final String LAKE_USER = "lake";
  public static final String ANALYST_USER = "analyst";

  private final RunningComponent<ClickHouseServer> server =
      RunningComponent.start(
          (downloads, home) ->
              new ClickHouseServer(
                  downloads,
                  home,
                  Ports.free(),
                  Ports.free(),
                  "lake-password",
                  "analyst-password"));

  private static final class Shared {
    private static final TestingClickHouse INSTANCE = new TestingClickHouse();
  }

  /** The server of this JVM; never closed by a test. */
  public static TestingClickHouse shared() {
    return Shared.INSTANCE;
  }

  /** {@code http://host:port}. */
  public String httpUrl() {
    return server.component().address();
  }

  /** For the ClickHouse JDBC driver, without a database. */
  public String jdbcUrl() {
    return "jdbc:clickhouse:" + httpUrl();
  }

  public String lakePassword() {
    return server.component().lakePassword();
  }

  public String analystPassword() {
    return server.component().analystPassword();
  }

  /** The process id of the server. */
  public long pid() {
    return server.process().running().orElseThrow().pid();
  }

  /** Stops the server and starts it again over its data, on the same ports. */
  public void restart() {
    server.restart();
  }

  @Override
  public void close() {
    server.close();
  }

  public static void main(String[] args) throws InterruptedException {
    RunningComponent.serve(
        "ClickHouse: %s, user %s, password %s"
            .formatted(shared().jdbcUrl(), LAKE_USER, shared().lakePassword()));
  }
}
