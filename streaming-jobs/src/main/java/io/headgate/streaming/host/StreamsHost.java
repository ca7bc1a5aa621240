package io.headgate.streaming.host;

import io.headgate.platform.job.ExitCode;
import io.headgate.platform.job.HeadgateException;
import io.headgate.platform.job.JobResult;
import io.headgate.platform.job.Settings;
import io.headgate.platform.registry.PipelineVersion;
import io.headgate.platform.registry.RegistryClient;
import io.headgate.streaming.CommittedOffsets;
import io.headgate.streaming.Faults;
import io.headgate.streaming.StreamCheckpoints;
import io.headgate.streaming.StreamContext;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the queries of pipelines as the registry has them, until it is stopped. A new version of a
 * contract stops that pipeline's queries after their batch and starts them anew, and a retirement
 * stops them for good; pipelines do not disturb each other; a registry that goes down later changes
 * nothing.
 */
public final class StreamsHost {
  private static final Logger LOG = LoggerFactory.getLogger(StreamsHost.class);
  private static final Duration POLL = Duration.ofSeconds(3);

  private final String appName;
  private final Set<QueryKind> kinds;
  private final CountDownLatch stopRequested = new CountDownLatch(1);
  private boolean registryDown;

  /**
   * @param appName Spark's name for the process
   * @param kinds which queries of a pipeline run here
   */
  public StreamsHost(String appName, Set<QueryKind> kinds) {
    this.appName = appName;
    this.kinds = Set.copyOf(kinds);
  }

  /** Lets the batches in hand finish and makes the run return. */
  public void stop() {
    LOG.info("stopping app={}", appName);
    stopRequested.countDown();
  }

  /**
   * Runs one pipeline until it is retired; fails at once when it is not applied or something it
   * needs is not there.
   */
  public JobResult runOne(Settings settings, String pipeline) throws Exception {
    RegistryClient registry = RegistryClient.ofReader(settings);
    PipelineVersion first = registry.appliedPipeline(pipeline, "run");
    if (first.retiredAt() != null) {
      throw new HeadgateException(
          ExitCode.BAD_CONFIGURATION,
          "Cannot run pipeline '%s': it was retired at %s. Apply its folder (headgate apply) to have it live again."
              .formatted(pipeline, first.retiredAt()));
    }
    return run(
        settings,
        true,
        roster -> roster.startChecked(first),
        polling -> List.of(polling.appliedPipeline(pipeline, "run")));
  }

  /**
   * Runs pipelines, also those that are applied later; those that are retired end.
   *
   * @param pipelines names; empty for all
   */
  public JobResult runAll(Settings settings, Set<String> pipelines) throws Exception {
    List<PipelineVersion> first = named(RegistryClient.ofReader(settings), pipelines);
    return run(
        settings,
        false,
        roster -> {
          LOG.info(
              "hosting pipelines={}",
              first.stream().filter(each -> each.retiredAt() == null).count());
          roster.reconcile(first);
        },
        registry -> named(registry, pipelines));
  }

  private interface Begin {
    void on(PipelineRoster roster);
  }

  private interface Applied {
    List<PipelineVersion> in(RegistryClient registry);
  }

  /**
   * @param one whether it runs one pipeline alone: then the job has failed when one of its queries
   *     has, and ends with the pipeline
   */
  private JobResult run(Settings settings, boolean one, Begin begin, Applied applied)
      throws Exception {
    Faults faults = Faults.in(System.getenv());
    Clock clock = Clock.systemUTC();
    try (SparkSession session = open(settings);
        QueryReporter reporter = reporter(settings, session, clock);
        PipelineRoster roster =
            new PipelineRoster(
                pipeline ->
                    HostedPipeline.open(
                        new StreamContext(session, settings, pipeline, faults, clock),
                        kinds,
                        reporter),
                reporter,
                clock)) {
      begin.on(roster);
      reporter.start();
      RegistryClient registry = RegistryClient.ofReader(settings).withoutRetries();
      while (!stopRequested.await(POLL.toMillis(), TimeUnit.MILLISECONDS)) {
        poll(roster, registry, applied);
        if (one && roster.size() == 0) {
          break;
        }
        roster.renew();
        FailedQueries failed = FailedQueries.of(roster.queries());
        if (failed.areAll() && !roster.hasRefused()) {
          throw failed.exception();
        }
      }
      FailedQueries failed = FailedQueries.of(roster.queries());
      return failed.result(one).with("pipelines", roster.size());
    }
  }

  private static QueryReporter reporter(Settings settings, SparkSession session, Clock clock) {
    return new QueryReporter(
        RegistryClient.of(settings).withoutRetries(),
        () -> new KafkaLag(settings.kafkaBootstrapServers(), new CommittedOffsets(session), clock));
  }

  private void poll(PipelineRoster roster, RegistryClient registry, Applied applied) {
    List<PipelineVersion> now;
    try {
      now = applied.in(registry);
      registryDown = false;
    } catch (HeadgateException e) {
      if (!registryDown) {
        LOG.warn("The queries go on without the registry: {}", e.getMessage());
      }
      registryDown = true;
      return;
    }
    roster.reconcile(now);
  }

  private SparkSession open(Settings settings) {
    return StreamCheckpoints.open(appName, settings);
  }

  private static List<PipelineVersion> named(RegistryClient registry, Set<String> names) {
    return registry.pipelinesAndRetired().stream()
        .filter(pipeline -> names.isEmpty() || names.contains(pipeline.name()))
        .toList();
  }
}
