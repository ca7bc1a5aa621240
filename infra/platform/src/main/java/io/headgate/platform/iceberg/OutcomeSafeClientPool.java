package io.headgate.platform.iceberg;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import org.apache.iceberg.jdbc.JdbcClientPool;

/**
 * A pool that runs a statement at most once. The stock pool repeats a statement when its connection
 * breaks; a commit that was applied and lost its acknowledgement then finds no row to update, and
 * the commit's own retry puts the table back to the parent that it knows, over other writers'
 * commits.
 *
 * <p>A connection that is dead before the statement is sent is replaced: that repeats nothing.
 */
final class OutcomeSafeClientPool extends JdbcClientPool {
  private static final int VALIDATION_TIMEOUT_SECONDS = 5;

  OutcomeSafeClientPool(String url, Map<String, String> properties) {
    super(url, properties);
    registerDriver();
  }

  /** DriverManager finds drivers only once, by the class loader of whoever asks first. */
  private static void registerDriver() {
    try {
      Class.forName("org.postgresql.Driver");
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException("Cannot open the catalog: no PostgreSQL driver.", e);
    }
  }

  @Override
  public <R> R run(Action<R, Connection, SQLException> action, boolean retry)
      throws SQLException, InterruptedException {
    return super.run(
        connection -> {
          if (!connection.isValid(VALIDATION_TIMEOUT_SECONDS)) {
            throw new DeadBeforeUse();
          }
          return action.run(connection);
        },
        true);
  }

  @Override
  protected boolean isConnectionException(Exception exception) {
    return exception instanceof DeadBeforeUse;
  }

  /** The connection was found dead before anything was sent over it. */
  private static final class DeadBeforeUse extends SQLException {
    private static final long serialVersionUID = 1L;

    DeadBeforeUse() {
      super("Cannot use a pooled catalog connection: it is closed. Check that PostgreSQL runs.");
    }
  }
}
