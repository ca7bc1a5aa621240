package io.headgate.platform.apply;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/** One thing that a pipeline needs, and what must be done so that it is as the contract says. */
public final class Step {
  private final String subject;
  private final Optional<String> change;
  private final Runnable work;

  private Step(String subject, Optional<String> change, Runnable work) {
    this.subject = requireNonNull(subject);
    this.change = change;
    this.work = requireNonNull(work);
  }

  static Step nothingToDo(String subject) {
    return new Step(subject, Optional.empty(), () -> {});
  }

  /** Nothing to do, with a remark on why. */
  static Step nothingToDo(String subject, String remark) {
    return new Step(subject + " (" + remark + ")", Optional.empty(), () -> {});
  }

  static Step change(String subject, String change, Runnable work) {
    return new Step(subject, Optional.of(change), work);
  }

  /** For example {@code topic aviation.departure.v1}. */
  public String subject() {
    return subject;
  }

  /** What will be done, or nothing when it is as it should be. */
  public Optional<String> change() {
    return change;
  }

  void carryOut() {
    work.run();
  }

  @Override
  public String toString() {
    return change.isPresent()
        ? "  + %s: %s".formatted(subject, change.get())
        : "  = %s: nothing to do".formatted(subject);
  }
}
