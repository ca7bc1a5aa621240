package io.headgate.registry.http;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.headgate.http.Caller;
import io.headgate.http.KeyHash;
import io.headgate.http.KeyRing;
import io.headgate.http.Role;
import io.headgate.platform.registry.ApiKey;
import io.headgate.registry.store.ApiKeys;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys in force. A key that is revoked here ends at once; one that another registry on the same
 * database revokes, within {@link #REMEMBERED}.
 */
public final class KnownKeys implements KeyRing {
  private static final Logger LOG = LoggerFactory.getLogger(KnownKeys.class);
  private static final Duration REMEMBERED = Duration.ofSeconds(5);
  private static final Duration USE_IS_TOLD_EVERY = Duration.ofMinutes(1);
  private static final int MOST = 10_000;

  private final ApiKeys keys;
  private final byte[] platform;
  private final Cache<ByteBuffer, Optional<Caller>> known =
      Caffeine.newBuilder().maximumSize(MOST).expireAfterWrite(REMEMBERED).build();
  private final Cache<String, Boolean> told =
      Caffeine.newBuilder().maximumSize(MOST).expireAfterWrite(USE_IS_TOLD_EVERY).build();

  /** Stores the platform's key in the place of its former one. */
  public KnownKeys(ApiKeys keys, String platformKey) {
    this.keys = keys;
    this.platform = KeyHash.of(platformKey);
    keys.setPlatformKey(platform);
  }

  @Override
  public Optional<Caller> remembered(String key) {
    return remembered(KeyHash.of(key));
  }

  @Override
  public Optional<Caller> find(String key) {
    return holder(KeyHash.of(key));
  }

  /** Who holds the key of this hash; empty for one that is not in force. */
  Optional<Caller> holder(byte[] hash) {
    return remembered(hash).or(() -> lookUp(hash));
  }

  private Optional<Caller> remembered(byte[] hash) {
    if (MessageDigest.isEqual(platform, hash)) {
      return Optional.of(new Caller(Caller.PLATFORM, Role.OPERATOR, true));
    }
    Optional<Caller> caller = known.getIfPresent(KeyHash.comparable(hash));
    return caller == null ? Optional.empty() : caller;
  }

  private Optional<Caller> lookUp(byte[] hash) {
    return known.get(KeyHash.comparable(hash), asked -> keys.inForce(hash).map(KnownKeys::named));
  }

  private static Caller named(ApiKey key) {
    return new Caller(key.name(), Role.valueOf(key.role()), true);
  }

  /** Makes the next request look again. */
  void forget() {
    known.invalidateAll();
  }

  /** Notes that a key was used, about once a minute. */
  @Override
  public void used(Caller caller) {
    if (told.asMap().putIfAbsent(caller.name(), true) != null) {
      return;
    }
    try {
      keys.used(caller.name());
    } catch (RuntimeException e) {
      LOG.warn("Cannot note the use of key {}: {}", caller.name(), e.getMessage());
    }
  }

  /** A role by its name, in any case. */
  static Optional<Role> role(String name) {
    try {
      return Optional.of(Role.valueOf(name.toUpperCase(Locale.ROOT)));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
