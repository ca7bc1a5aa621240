package io.headgate.testing;

import io.headgate.components.LakeFiles;
import io.headgate.components.Ports;
import io.headgate.components.TrinoServer;
import java.nio.file.Path;

/**
 * A Trino server for tests, with catalog {@code published} over the catalog tables of a PostgreSQL
 * server; these tables must exist.
 */
public final class TestingTrino implements AutoCloseable {
  private final RunningComponent<TrinoServer> server;

  /**
   * @param warehouse the folder of the lake's files
   */
  public TestingTrino(TestingPostgres postgres, Path warehouse) {
    server =
        RunningComponent.start(
            (downloads, home) ->
                new TrinoServer(
                    downloads,
                    home,
                    Ports.free(),
                    postgres.port(),
                    postgres.readerPassword(),
                    LakeFiles.local(warehouse.toUri().toString())));
  }

  /** For the Trino JDBC driver, any user, no password. */
  public String jdbcUrl() {
    return "jdbc:trino://127.0.0.1:%d/published".formatted(server.component().port());
  }

  @Override
  public void close() {
    server.close();
  }
}
