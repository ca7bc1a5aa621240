package io.headgate.streaming;

import io.headgate.platform.job.ExitCode;
import io.headgate.platform.job.HeadgateException;
import java.util.Optional;
import java.util.UUID;

/**
 * Lets one driver run a query: the one that started last. Each puts a token of its own into the
 * checkpoint folder when it starts; one that finds another's there ends for good. A driver that
 * starts its query again keeps its token, so that two drivers do not take it from each other for
 * ever.
 *
 * <p>This ends the older driver soon and with a clear message. That no epoch is committed twice
 * does not rest on it, but on the markers in the tables.
 */
public final class DriverToken {
  private final String query;
  private final CheckpointFile file;
  private final String token = UUID.randomUUID().toString();
  private boolean placed;

  /**
   * @param file {@code driver} in the query's checkpoint folder
   */
  public DriverToken(String query, CheckpointFile file) {
    this.query = query;
    this.file = file;
  }

  /** Becomes the driver of the query, or finds that it was and is no longer. */
  public void acquire() {
    if (!placed || file.read().isEmpty()) {
      file.write(token);
      placed = true;
    }
    check();
  }

  /**
   * To be called before every batch.
   *
   * @throws HeadgateException when another driver has started the query
   */
  public void check() {
    Optional<String> there = file.read();
    if (there.isEmpty()) {
      throw new HeadgateException(
          ExitCode.DEPENDENCY_DOWN,
          "Cannot go on with %s: its checkpoint folder was removed while it ran. Start it again; it goes on from its tables."
              .formatted(query));
    }
    if (!there.get().equals(token)) {
      throw new HeadgateException(
          ExitCode.BAD_CONFIGURATION,
          "Cannot go on with %s: another driver runs this query. Stop one of the two."
              .formatted(query));
    }
  }
}
