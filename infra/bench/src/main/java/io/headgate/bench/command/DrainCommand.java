package io.headgate.bench.command;

import io.headgate.bench.candidate.Candidate;
import io.headgate.bench.drain.DrainBench;
import io.headgate.bench.drain.DrainReport;
import io.headgate.bench.drain.DrainRun;
import io.headgate.bench.drain.Marginal;
import io.headgate.bench.drain.RunFigures;
import io.headgate.bench.drain.Topic;
import io.headgate.bench.report.Chart;
import io.headgate.bench.report.DrainTable;
import io.headgate.bench.report.TaskProfile;
import io.headgate.platform.job.ExitCode;
import io.headgate.platform.job.HeadgateException;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What {@code raw} and {@code aggregates} have in common: candidates drain preloaded topics. */
abstract class DrainCommand implements Callable<Integer> {
  static final String BASELINE = "plain-spark";
  static final String CONTROL = "plain-spark-again";
  private static final int QUICK_SMALL = 10_000;
  private static final int QUICK_LARGE = 40_000;

  @Mixin BenchOptions options = new BenchOptions();

  @Option(
      names = "--events-small",
      defaultValue = "300000",
      paramLabel = "N",
      description = "Events of the small run (default: ${DEFAULT-VALUE}).")
  long small;

  @Option(
      names = "--events-large",
      defaultValue = "3000000",
      paramLabel = "N",
      description = "Events of the large run (default: ${DEFAULT-VALUE}).")
  long large;

  @Option(
      names = "--rounds",
      defaultValue = "3",
      paramLabel = "N",
      description = "Rounds; the median counts (default: ${DEFAULT-VALUE}).")
  int rounds;

  @Option(
      names = "--records-per-batch",
      defaultValue = "500000",
      paramLabel = "N",
      description = "maxOffsetsPerTrigger of plain Spark (default: ${DEFAULT-VALUE}).")
  long recordsPerBatch;

  @Option(
      names = "--candidates",
      split = ",",
      paramLabel = "NAME",
      description = "Only these, in this order.")
  List<String> chosen = List.of();

  private final PrintStream out = System.out;

  abstract String what();

  abstract List<Candidate> all();

  /** Those of {@code --quick}. */
  abstract List<String> few();

  abstract List<Integer> keys();

  @Override
  public Integer call() throws Exception {
    if (options.quick) {
      small = QUICK_SMALL;
      large = QUICK_LARGE;
      rounds = 1;
    }
    List<Candidate> candidates = candidates();
    try (BenchSession session = new BenchSession(what(), options, Clock.systemUTC(), out)) {
      DrainReport report = DrainReport.of(what(), BASELINE, CONTROL, runs(session, candidates));
      out.println(DrainTable.of(report));
      out.println(DrainTable.threads(report));
      if (options.profile) {
        profiles(report.runs(), session.results().folder());
      }
      List<String> notes = notes(report, session);
      notes.forEach(out::println);
      session.results().text("chart.html", chart(report, notes));
      session.finish(asked(candidates), report);
      return report.allPassed() ? 0 : ExitCode.CHECKS_FAILED.code();
    }
  }

  private List<RunFigures> runs(BenchSession session, List<Candidate> candidates) throws Exception {
    DrainRun runner = session.drains(recordsPerBatch);
    DrainBench bench = new DrainBench(runner, candidates, out);
    List<RunFigures> runs = new ArrayList<>();
    for (int keys : options.quick ? keys().subList(0, 1) : keys()) {
      List<Topic> topics = topics(session, candidates, keys);
      try {
        runs.addAll(bench.run(topics, keys, rounds));
      } finally {
        for (Topic topic : topics) {
          topic.close();
        }
      }
    }
    return runs;
  }

  private void profiles(List<RunFigures> runs, Path recordings) throws IOException {
    for (RunFigures run : runs) {
      Path recording = recordings.resolve(run.name() + ".jfr");
      if (run.events() == large && run.round() == rounds && Files.exists(recording)) {
        out.println(TaskProfile.of(recording).table(run));
      }
    }
  }

  private List<Topic> topics(BenchSession session, List<Candidate> candidates, int keys)
      throws Exception {
    List<Topic> topics = new ArrayList<>();
    for (boolean rules : candidates.stream().map(Candidate::rules).distinct().toList()) {
      for (long events : List.of(small, large)) {
        out.printf(Locale.ROOT, "  loading %,d events with %,d keys%n", events, keys);
        String word = events + "-" + keys;
        topics.add(
            rules
                ? Topic.loadForRules(
                    session.stack(), session.apply(), word, events, keys, options.seed)
                : Topic.load(session.stack(), session.apply(), word, events, keys, options.seed));
      }
    }
    return topics;
  }

  private List<Candidate> candidates() {
    Map<String, Candidate> known =
        all().stream().collect(Collectors.toMap(Candidate::name, each -> each));
    List<String> names = !chosen.isEmpty() ? chosen : options.quick ? few() : names();
    for (String name : names) {
      if (!known.containsKey(name)) {
        throw new HeadgateException(
            ExitCode.BAD_CONFIGURATION,
            "Cannot measure candidate '%s': there is none of this name. Use some of %s."
                .formatted(name, String.join(", ", names())));
      }
    }
    return names.stream().map(known::get).toList();
  }

  private List<String> names() {
    return all().stream().map(Candidate::name).toList();
  }

  private Map<String, Object> asked(List<Candidate> candidates) {
    Map<String, Object> asked = new LinkedHashMap<>();
    asked.put("candidates", candidates.stream().map(Candidate::name).toList());
    asked.put("eventsSmall", small);
    asked.put("eventsLarge", large);
    asked.put("rounds", rounds);
    asked.put("recordsPerBatch", recordsPerBatch);
    asked.put("heap", options.heap);
    asked.put("sparkThreads", options.cores);
    asked.put("javaOptions", options.javaOptions);
    asked.put("seed", options.seed);
    return asked;
  }

  private static List<String> notes(DrainReport report, BenchSession session) {
    List<String> notes = new ArrayList<>();
    notes.add(
        "Per million events, by the slope between the small and the large run; medians of the rounds. A run counts only if the oracle passed it.");
    notes.add("ratio: CPU-seconds of the process over those of " + BASELINE + ".");
    notes.add("of ceiling: CPU-seconds of the plain loop over the candidate's, broker included.");
    for (int keys : report.marginals().stream().map(Marginal::keys).distinct().toList()) {
      notes.add(
          "Noise with %d keys, two equal candidates apart: %s"
              .formatted(
                  keys,
                  report
                      .noise(keys)
                      .map(noise -> String.format(Locale.ROOT, "%.1f %%", 100 * noise))
                      .orElse("not measured")));
    }
    notes.add(
        String.format(
            Locale.ROOT,
            "%d cores; load average before it began: %.1f",
            session.machine().cores(),
            session.machine().loadBefore()));
    return notes;
  }

  private static String chart(DrainReport report, List<String> notes) {
    return Chart.html(
        "headgate bench " + report.what(),
        "CPU-seconds per million events: the process, and the broker meanwhile",
        report.marginals().stream()
            .filter(each -> each.rounds() > 0)
            .map(
                each ->
                    new Chart.Bar(
                        each.candidate() + ", " + each.keys() + " keys",
                        each.cpuSeconds(),
                        each.brokerCpuSeconds()))
            .toList(),
        notes);
  }
}
