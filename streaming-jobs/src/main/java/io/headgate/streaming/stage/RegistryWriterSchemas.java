package io.headgate.streaming.stage;

import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeException;
import dev.failsafe.RetryPolicy;
import io.headgate.platform.job.ExitCode;
import io.headgate.platform.job.HeadgateException;
import io.headgate.platform.registry.RegistryClient;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writer schemas from the registry, one cache per registry and JVM. A registry that is down is not
 * bad data: the caller waits until it answers, or is interrupted.
 */
final class RegistryWriterSchemas implements WriterSchemas {
  private static final Logger LOG = LoggerFactory.getLogger(RegistryWriterSchemas.class);

  /** An id that is unknown now may be registered later. */
  private static final Duration UNKNOWN_FOR = Duration.ofSeconds(10);

  private static final Map<RegistryAccess, RegistryWriterSchemas> BY_REGISTRY =
      new ConcurrentHashMap<>();

  private static final RetryPolicy<Optional<String>> UNTIL_IT_ANSWERS =
      RetryPolicy.<Optional<String>>builder()
          .handleIf(RegistryWriterSchemas::isDown)
          .withMaxRetries(-1)
          .withBackoff(Duration.ofMillis(500), Duration.ofSeconds(10))
          .onRetry(
              event ->
                  LOG.warn(
                      "Decoding waits for the registry, attempt={}: {}",
                      event.getAttemptCount(),
                      event.getLastException().getMessage()))
          .build();

  private final RegistryClient registry;
  private final Map<Integer, Schema> known = new ConcurrentHashMap<>();
  private final Map<Integer, Long> unknownSince = new ConcurrentHashMap<>();

  private RegistryWriterSchemas(RegistryAccess access) {
    this.registry = new RegistryClient(access.url(), access.key()).withoutRetries();
  }

  static RegistryWriterSchemas at(RegistryAccess access) {
    return BY_REGISTRY.computeIfAbsent(access, RegistryWriterSchemas::new);
  }

  @Override
  public Optional<Schema> find(int id) {
    Schema schema = known.get(id);
    if (schema != null) {
      return Optional.of(schema);
    }
    Long since = unknownSince.get(id);
    if (since != null && System.nanoTime() - since < UNKNOWN_FOR.toNanos()) {
      return Optional.empty();
    }
    Optional<Schema> asked = ask(id);
    asked.ifPresentOrElse(
        found -> known.put(id, found), () -> unknownSince.put(id, System.nanoTime()));
    return asked;
  }

  private Optional<Schema> ask(int id) {
    try {
      return Failsafe.with(UNTIL_IT_ANSWERS)
          .get(() -> registry.schemas().definition(id))
          .map(definition -> new Schema.Parser().parse(definition));
    } catch (FailsafeException e) {
      if (e.getCause() instanceof InterruptedException) {
        Thread.currentThread().interrupt();
      }
      throw new HeadgateException(
          ExitCode.DEPENDENCY_DOWN,
          "Cannot read schema " + id + ": the wait for the registry was interrupted. Run it again.",
          e);
    }
  }

  private static boolean isDown(Throwable failure) {
    return failure instanceof HeadgateException told
        && told.exitCode() == ExitCode.DEPENDENCY_DOWN
        && !Thread.currentThread().isInterrupted();
  }
}
