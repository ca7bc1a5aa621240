package io.headgate.local.deadletters;

import io.headgate.platform.job.ExitCode;
import io.headgate.platform.job.HeadgateException;
import io.headgate.platform.job.Settings;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * Held while a pipeline's dead letters are replayed: two replays at once would not see each other's
 * records. It is PostgreSQL's, so it ends with the process that holds it, however that ends.
 */
final class ReplayLock implements AutoCloseable {
  private final Connection session;

  private ReplayLock(Connection session) {
    this.session = session;
  }

  /**
   * Takes the lock, or fails at once.
   *
   * @throws HeadgateException when another replay of the pipeline runs
   */
  static ReplayLock take(Settings settings, String pipeline) throws SQLException {
    Connection session =
        DriverManager.getConnection(
            settings.catalogUrl(), settings.catalogUser(), settings.catalogPassword());
    try {
      if (taken(session, pipeline)) {
        return new ReplayLock(session);
      }
    } catch (SQLException e) {
      session.close();
      throw e;
    }
    session.close();
    throw new HeadgateException(
        ExitCode.NOT_READY,
        "Cannot replay dead letters of pipeline %s: another replay of them runs. Wait until it has ended."
            .formatted(pipeline));
  }

  private static boolean taken(Connection session, String pipeline) throws SQLException {
    try (PreparedStatement lock =
        session.prepareStatement("SELECT pg_try_advisory_lock(hashtextextended(?, 0))")) {
      lock.setString(1, "headgate dlq replay " + pipeline);
      try (ResultSet answer = lock.executeQuery()) {
        answer.next();
        return answer.getBoolean(1);
      }
    }
  }

  /** Fails when it was lost with its connection. */
  void held() throws SQLException {
    if (!session.isValid(0)) {
      throw new SQLException("The lock of the replay is lost.", "08006");
    }
  }

  @Override
  public void close() throws SQLException {
    session.close();
  }
}
