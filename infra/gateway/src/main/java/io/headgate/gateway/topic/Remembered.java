package io.headgate.gateway.topic;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import io.headgate.platform.job.ExitCode;
import io.headgate.platform.job.HeadgateException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import javax.annotation.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers of the registry, which are asked for again when they are older than a moment, and which
 * outlive an outage of the registry. While one thread asks again, others use the older answer.
 */
public final class Remembered<K, V> {
  private static final Logger LOG = LoggerFactory.getLogger(Remembered.class);

  private final long freshNanos;
  private final Function<K, Optional<V>> ask;
  private final Ticker ticker;
  private final Cache<K, Entry<V>> entries;

  private static final class Entry<V> {
    private final AtomicBoolean isAsked = new AtomicBoolean();
    @Nullable private volatile Answer<V> answer;
  }

  private record Answer<V>(Optional<V> value, long askedAt) {}

  /**
   * @param fresh how long an answer is not asked for again
   * @param outlives how long one that cannot be asked for again is used, counted from its last use
   * @param most answers at a time
   * @param ask fails with {@code DEPENDENCY_DOWN} when the registry does not serve
   */
  public Remembered(
      Duration fresh, Duration outlives, int most, Function<K, Optional<V>> ask, Ticker ticker) {
    this.freshNanos = fresh.toNanos();
    this.ask = ask;
    this.ticker = ticker;
    this.entries =
        Caffeine.newBuilder().maximumSize(most).expireAfterAccess(outlives).ticker(ticker).build();
  }

  /** A fresh answer, without asking; empty also when the answer was that there is none. */
  public Optional<V> remembered(K key) {
    Entry<V> entry = entries.getIfPresent(key);
    Answer<V> answer = entry == null ? null : entry.answer;
    return answer != null && isFresh(answer) ? answer.value() : Optional.empty();
  }

  /**
   * The answer, asked for when there is no fresh one.
   *
   * @throws HeadgateException when the registry does not serve and no answer is known
   */
  public Optional<V> get(K key) {
    Entry<V> entry = entries.get(key, absent -> new Entry<>());
    Answer<V> answer = entry.answer;
    if (answer == null) {
      synchronized (entry) {
        return askedNow(key, entry);
      }
    }
    if (isFresh(answer) || !entry.isAsked.compareAndSet(false, true)) {
      return answer.value();
    }
    try {
      return askedNow(key, entry);
    } finally {
      entry.isAsked.set(false);
    }
  }

  private Optional<V> askedNow(K key, Entry<V> entry) {
    Answer<V> former = entry.answer;
    if (former != null && isFresh(former)) {
      return former.value();
    }
    try {
      Answer<V> answer = new Answer<>(ask.apply(key), ticker.read());
      entry.answer = answer;
      return answer.value();
    } catch (HeadgateException e) {
      if (e.exitCode() != ExitCode.DEPENDENCY_DOWN || former == null) {
        throw e;
      }
      // Not asked again at once: whoever comes next must not wait for it too.
      entry.answer = new Answer<>(former.value(), ticker.read());
      LOG.warn("{} The answer of before is used.", e.getMessage());
      return former.value();
    }
  }

  private boolean isFresh(Answer<V> answer) {
    return ticker.read() - answer.askedAt() < freshNanos;
  }
}
