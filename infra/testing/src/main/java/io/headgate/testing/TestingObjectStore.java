package io.headgate.testing;

import io.headgate.components.ObjectStoreServer;
import io.headgate.components.Ports;

/** An object store for tests, in memory, with one access key and no bucket. */
public final class TestingObjectStore implements AutoCloseable {
  /** The bucket's name that tests agree on. */
  public static final String BUCKET = "headgate";

  public static final String ACCESS_KEY_ID = "testing-key-id";
  public static final String SECRET_ACCESS_KEY = "testing-secret";

  private final RunningComponent<ObjectStoreServer> server =
      RunningComponent.start(
          (downloads, home) ->
              new ObjectStoreServer(
                  downloads, home, Ports.free(), ACCESS_KEY_ID, SECRET_ACCESS_KEY, BUCKET, true));

  /** {@code http://host:port}. */
  public String endpoint() {
    return server.component().address();
  }

  @Override
  public void close() {
    server.close();
  }
}
