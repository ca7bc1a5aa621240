package io.headgate.streaming.raw;

import io.headgate.platform.contract.PipelineContract;
import io.headgate.platform.job.ExitCode;
import io.headgate.platform.job.HeadgateException;
import io.headgate.platform.registry.LedgerRow.OffsetRange;
import io.headgate.platform.registry.OffsetGap;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;

/**
 * What raw had of a day, and what became of the rest.
 *
 * @param date the day
 * @param before what was lacking
 * @param after what is lacking now
 * @param aged ranges with lacking offsets that the topics do not have any more
 */
public record RestoreReport(LocalDate date, DayLack before, DayLack after, List<OffsetRange> aged) {

  /** Events that came back. */
  public long restored() {
    return before.eventsLacking() - after.eventsLacking();
  }

  /** Rejected records that came back. */
  public long restoredRejected() {
    return before.rejectedLacking() - after.rejectedLacking();
  }

  /** Events and rejected records that are lacking. */
  public long lacking() {
    return after.eventsLacking() + after.rejectedLacking();
  }

  /** For example {@code 2026-11-12 8,712 events, 0 lacking: nothing to restore}. */
  public String text() {
    String lacking =
        String.format(
            Locale.ROOT,
            "%s  raw: %,d events read, %,d lacking; quarantine: %,d lacking",
            date,
            before.events(),
            before.eventsLacking(),
            before.rejectedLacking());
    if (!before.isAny()) {
      return lacking + ": nothing to restore";
    }
    return lacking
        + String.format(
            Locale.ROOT,
            ": %,d offsets of Kafka to look through%s",
            before.offsets(),
            aged.isEmpty()
                ? ""
                : String.format(
                    Locale.ROOT, ", of which %,d are there no more", OffsetPieces.size(aged)));
  }

  void requireComplete(PipelineContract contract, List<OffsetGap> accepted) {
    if (!after.isAny() || (!aged.isEmpty() && aged.stream().allMatch(has(accepted)))) {
      return;
    }
    String reason =
        aged.isEmpty()
            ? "the topics have their records, but by the contract of now they are refused or"
                + " filtered, or belong to other days"
            : String.format(
                Locale.ROOT,
                "%,d offsets, the first of them %d of %s-%d, are in the topics no more",
                OffsetPieces.size(aged),
                aged.get(0).from(),
                aged.get(0).topic(),
                aged.get(0).partition());
    throw new HeadgateException(
        ExitCode.CHECKS_FAILED,
        String.format(
            Locale.ROOT,
            "Cannot restore all of %s in %s: %,d of %,d events and %,d rejected records are still"
                + " lacking, as %s. What could be restored is there. Bring the rest from a copy, or"
                + " accept its loss (headgate gaps accept), and run it again.",
            date,
            contract.rawDataset(),
            after.eventsLacking(),
            after.events(),
            after.rejectedLacking(),
            reason));
  }

  private static Predicate<OffsetRange> has(List<OffsetGap> accepted) {
    return range ->
        accepted.stream()
            .anyMatch(
                gap ->
                    gap.topic().equals(range.topic())
                        && gap.partition() == range.partition()
                        && gap.from() <= range.from()
                        && gap.until() >= range.until());
  }
}
