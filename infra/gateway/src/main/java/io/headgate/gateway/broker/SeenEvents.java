package io.headgate.gateway.broker;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import javax.annotation.Nullable;

/**
 * The ids of events that are in Kafka, or on their way. Bounded: an id is forgotten when it is
 * older than {@link #REMEMBERED}, or when too many came after it. One takes about {@value
 * #BYTES_EACH} bytes, of which the id's hash is 16.
 */
public final class SeenEvents {
  public static final Duration REMEMBERED = Duration.ofMinutes(10);

  /** Key, entry of the cache and its place in the table, on a heap below 32 GiB. */
  static final int BYTES_EACH = 150;

  private static final CompletableFuture<Void> STORED = CompletableFuture.completedFuture(null);

  private final Cache<Fingerprint, CompletableFuture<Void>> seen;

  /** So much of SHA-256 of topic and id that nobody finds two that agree. */
  private record Fingerprint(long high, long low) {}

  /**
   * @param most ids at a time
   */
  public SeenEvents(int most, Ticker ticker) {
    seen =
        Caffeine.newBuilder().maximumSize(most).expireAfterWrite(REMEMBERED).ticker(ticker).build();
  }

  /** What one request has to do about an event. */
  final class Claim {
    @Nullable private final Fingerprint fingerprint;
    private final CompletableFuture<Void> outcome;
    private final boolean isFirst;

    private Claim(
        @Nullable Fingerprint fingerprint, CompletableFuture<Void> outcome, boolean isFirst) {
      this.fingerprint = fingerprint;
      this.outcome = outcome;
      this.isFirst = isFirst;
    }

    /** Whether it has to send the event, and say what came of it; else another request does. */
    boolean isFirst() {
      return isFirst;
    }

    /** Completes when the event is in Kafka; fails when it may not be. */
    CompletableFuture<Void> outcome() {
      return outcome;
    }

    /** It is in Kafka. */
    void stored() {
      if (fingerprint != null) {
        // Replaced by one that all share, for memory; an id that was forgotten meanwhile stays so.
        seen.asMap().replace(fingerprint, outcome, STORED);
      }
      outcome.complete(null);
    }

    /** It may not be in Kafka, so whoever sends it again must not be told that it is. */
    void failed(Throwable cause) {
      if (fingerprint != null) {
        seen.asMap().remove(fingerprint, outcome);
      }
      outcome.completeExceptionally(cause);
    }
  }

  /**
   * Claims an event.
   *
   * @param eventId null for one that cannot be told from others
   */
  Claim claim(String topic, @Nullable String eventId) {
    CompletableFuture<Void> mine = new CompletableFuture<>();
    if (eventId == null) {
      return new Claim(null, mine, true);
    }
    Fingerprint fingerprint = fingerprint(topic, eventId);
    CompletableFuture<Void> other = seen.asMap().putIfAbsent(fingerprint, mine);
    return other == null
        ? new Claim(fingerprint, mine, true)
        : new Claim(fingerprint, other, false);
  }

  /** How many ids it knows now. */
  public long size() {
    return seen.estimatedSize();
  }

  private static Fingerprint fingerprint(String topic, String eventId) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(topic.getBytes(UTF_8));
      digest.update((byte) 0);
      ByteBuffer hash = ByteBuffer.wrap(digest.digest(eventId.getBytes(UTF_8)));
      return new Fingerprint(hash.getLong(), hash.getLong());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256", e);
    }
  }
}
