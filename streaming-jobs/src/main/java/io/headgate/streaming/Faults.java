package io.headgate.streaming;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/**
 * Lets a test kill the driver at a known place. With {@code HEADGATE_FAULTS_PAUSE_AT} set to a
 * {@link FaultPoint} label, the job creates a file of that name in the folder {@code
 * HEADGATE_FAULTS_FOLDER} when it gets there, and waits for ever. Without it nothing happens.
 */
@FunctionalInterface
public interface Faults {
  /** No faults. */
  Faults NONE = point -> {};

  /** Called by the batch on its way. */
  void reached(FaultPoint point) throws InterruptedException;

  /** The faults that the environment asks for. */
  static Faults in(Map<String, String> environment) {
    String pauseAt = environment.get("HEADGATE_FAULTS_PAUSE_AT");
    if (pauseAt == null) {
      return NONE;
    }
    Path folder = Path.of(environment.getOrDefault("HEADGATE_FAULTS_FOLDER", "."));
    return point -> {
      if (point.label().equals(pauseAt)) {
        try {
          Files.writeString(folder.resolve(point.label()), "");
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
        new CountDownLatch(1).await();
      }
    };
  }
}
