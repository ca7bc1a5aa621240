package io.headgate.streaming.source;

import io.headgate.platform.registry.LedgerRow.OffsetRange;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * The records of one offset range, in order. The consumer behind it is kept when the reader is
 * closed, so that the range that follows goes on where this one ended, without a seek. Not
 * thread-safe.
 */
public final class RangeReader implements Iterator<ConsumerRecord<byte[], byte[]>>, AutoCloseable {
  private final KeptConsumer consumer;
  private final OffsetRange range;
  private final Holes holes;
  private long records;
  private boolean ended;

  private RangeReader(KeptConsumer consumer, OffsetRange range) {
    this.consumer = consumer;
    this.range = range;
    this.holes = new Holes(range);
  }

  /**
   * Reads {@code [range.from(), range.until())}.
   *
   * @param settings whose query the range belongs to
   */
  public static RangeReader open(ConsumerSettings settings, OffsetRange range) {
    return new RangeReader(KeptConsumers.take(settings, range), range);
  }

  /**
   * Whether there is another record; waits for the brokers.
   *
   * @throws io.headgate.platform.job.HeadgateException with CHECKS_FAILED when the brokers do not
   *     have the offsets any more ({@link OffsetsLostException}), with DEPENDENCY_DOWN when they do
   *     not answer for two minutes
   */
  @Override
  public boolean hasNext() {
    return !ended && advance();
  }

  private boolean advance() {
    if (consumer.hasNextBefore(range.until())) {
      return true;
    }
    ended = true;
    holes.end();
    return false;
  }

  /** The next record; its arrays belong to the caller. */
  @Override
  public ConsumerRecord<byte[], byte[]> next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    ConsumerRecord<byte[], byte[]> record = consumer.next();
    holes.record(record.offset());
    records++;
    return record;
  }

  /** Records read so far. */
  public long records() {
    return records;
  }

  /**
   * The offsets of the range that hold no record for a consumer: aborted transactions, markers of
   * transactions, and what compaction took away. Complete once {@link #hasNext} has said no.
   */
  public List<OffsetRange> holes() {
    return holes.ranges();
  }

  /** Gives the consumer back; never fails. */
  @Override
  public void close() {
    KeptConsumers.giveBack(consumer, ended);
  }
}
