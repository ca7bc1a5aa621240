package io.headgate.bench.faults;

import io.headgate.bench.candidate.HeadgateJob;
import java.util.Map;

/** The streaming jobs that faults are tried on. */
enum Job {
  RAW("raw"),
  AGGREGATE("aggregate");

  private final String word;

  Job(String word) {
    this.word = word;
  }

  /** For names of runs and folders. */
  String word() {
    return word;
  }

  HeadgateJob candidate(Map<String, String> environment) {
    return new HeadgateJob(word, this == RAW, true, environment);
  }
}
