package io.headgate.gateway;

import com.github.benmanes.caffeine.cache.Ticker;
import io.headgate.gateway.topic.Remembered;
import io.headgate.http.Caller;
import io.headgate.http.KeyHash;
import io.headgate.http.KeyRing;
import io.headgate.http.Role;
import io.headgate.platform.registry.ApiKey;
import io.headgate.platform.registry.KeyClient;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;

/**
 * The keys that the registry has in force. One that is revoked there ends here within {@link
 * #FRESH}; those that were in use before the registry went away go on while it is away.
 */
final class RegistryKeys implements KeyRing {
  static final Duration FRESH = Duration.ofSeconds(5);

  private static final Duration OUTLIVES = Duration.ofHours(1);
  private static final int MOST = 10_000;

  private final Remembered<ByteBuffer, Caller> callers;

  RegistryKeys(KeyClient registry, Ticker ticker) {
    callers =
        new Remembered<>(
            FRESH,
            OUTLIVES,
            MOST,
            hash -> registry.inForce(bytes(hash)).map(RegistryKeys::caller),
            ticker);
  }

  private static Caller caller(ApiKey.Holder holder) {
    return new Caller(holder.name(), Role.valueOf(holder.role()), true);
  }

  private static byte[] bytes(ByteBuffer hash) {
    byte[] bytes = new byte[hash.remaining()];
    hash.duplicate().get(bytes);
    return bytes;
  }

  @Override
  public Optional<Caller> remembered(String key) {
    return callers.remembered(KeyHash.comparable(KeyHash.of(key)));
  }

  @Override
  public Optional<Caller> find(String key) {
    return callers.get(KeyHash.comparable(KeyHash.of(key)));
  }

  /** The registry notes it when it is asked for the key. */
  @Override
  public void used(Caller caller) {}
}
