package io.headgate.streaming.source;

import io.headgate.streaming.stage.Staged;
import java.io.Serializable;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import javax.annotation.Nullable;

/** What was in one offset range, or in several. */
public final class EventTally implements Serializable {
  private static final long serialVersionUID = 1L;

  /** More than a topic has schemas; garbage can look like any number. */
  private static final int MOST_SCHEMA_IDS = 1_000;

  private long valid;
  private long filtered;
  private long rejected;
  private long late;
  private final TreeMap<String, Long> errors = new TreeMap<>();
  private final TreeMap<String, Long> warnings = new TreeMap<>();
  private final TreeMap<Long, Long> lateWindows = new TreeMap<>();
  private final TreeSet<Integer> schemaIds = new TreeSet<>();
  private int lastSchemaId = -1;

  /** Counts one record. */
  public void count(Staged staged) {
    schema(staged.schemaId());
    switch (staged.verdict()) {
      case VALID -> {
        valid++;
        for (String warning : staged.warnings()) {
          warnings.merge(warning, 1L, Long::sum);
        }
      }
      case FILTERED -> filtered++;
      case REJECTED -> {
        rejected++;
        errors.merge(staged.error().name(), 1L, Long::sum);
      }
    }
  }

  private void schema(@Nullable Integer id) {
    if (id != null && id != lastSchemaId && schemaIds.size() < MOST_SCHEMA_IDS) {
      lastSchemaId = id;
      schemaIds.add(id);
    }
  }

  /** A valid event that is missing in at least one window. */
  void countLate() {
    late++;
  }

  /** A window, by its start in microseconds, that lacks an event. */
  void countLateIn(long windowStart) {
    lateWindows.merge(windowStart, 1L, Long::sum);
  }

  void add(EventTally other) {
    valid += other.valid;
    filtered += other.filtered;
    rejected += other.rejected;
    late += other.late;
    other.errors.forEach((error, count) -> errors.merge(error, count, Long::sum));
    other.warnings.forEach((warning, count) -> warnings.merge(warning, count, Long::sum));
    schemaIds.addAll(other.schemaIds);
    other.lateWindows.forEach((start, count) -> lateWindows.merge(start, count, Long::sum));
  }

  public long records() {
    return valid + filtered + rejected;
  }

  /** Those that came too late among them. */
  public long valid() {
    return valid;
  }

  public long filtered() {
    return filtered;
  }

  public long rejected() {
    return rejected;
  }

  /** Valid events that at least one window lacks, because they came too late. */
  public long late() {
    return late;
  }

  /** The schema ids that the records have, whatever became of them. */
  public Set<Integer> schemaIds() {
    return Collections.unmodifiableSet(schemaIds);
  }

  /** Rejected records per error class. */
  public Map<String, Long> errors() {
    return Collections.unmodifiableMap(errors);
  }

  /** Valid events per warning. */
  public Map<String, Long> warnings() {
    return Collections.unmodifiableMap(warnings);
  }

  /** Events that a window lacks, by the window's start in microseconds. */
  public Map<Long, Long> lateWindows() {
    return Collections.unmodifiableMap(lateWindows);
  }
}
