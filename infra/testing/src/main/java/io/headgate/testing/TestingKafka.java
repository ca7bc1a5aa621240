package io.headgate.testing;

import io.headgate.components.KafkaBroker;
import io.headgate.components.Ports;

/** A Kafka broker for tests; topics must be created before they are used. */
public final class TestingKafka implements AutoCloseable {
  private final RunningComponent<KafkaBroker> broker =
      RunningComponent.start(
          (downloads, home) -> new KafkaBroker(downloads, home, Ports.free(), Ports.free()));

  private static final class Shared {
    private static final TestingKafka INSTANCE = new TestingKafka();
  }

  /** The broker of this JVM; never closed by a test. */
  public static TestingKafka shared() {
    return Shared.INSTANCE;
  }

  /** {@code host:port}, for clients. */
  public String bootstrapServers() {
    return broker.component().address();
  }

  /** The process id of the broker. */
  public long pid() {
    return broker.process().running().orElseThrow().pid();
  }

  /** Stops the broker and starts it again over its data, on the same ports. */
  public void restart() {
    broker.restart();
  }

  @Override
  public void close() {
    broker.close();
  }

  public static void main(String[] args) throws InterruptedException {
    RunningComponent.serve("Kafka: " + shared().bootstrapServers());
  }
}
