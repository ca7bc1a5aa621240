package io.headgate.streaming.host;

import io.headgate.platform.job.Failure;
import io.headgate.platform.registry.PipelineVersion;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The pipelines that run in this process, by name, each at one version of its contract. */
final class PipelineRoster implements Stoppable {
  private static final Logger LOG = LoggerFactory.getLogger(PipelineRoster.class);

  private final Function<PipelineVersion, HostedPipeline> opener;
  private final Map<String, HostedPipeline> hosted = new TreeMap<>();
  private final Map<String, RefusedPipeline> refused = new HashMap<>();
  private final QueryReporter reporter;
  private final Clock clock;

  PipelineRoster(
      Function<PipelineVersion, HostedPipeline> opener, QueryReporter reporter, Clock clock) {
    this.opener = opener;
    this.reporter = reporter;
    this.clock = clock;
  }

  List<HostedQuery> queries() {
    return hosted.values().stream().flatMap(pipeline -> pipeline.queries().stream()).toList();
  }

  /** Whether a pipeline waits to be tried again. */
  boolean hasRefused() {
    return refused.values().stream().anyMatch(RefusedPipeline::isRefused);
  }

  int size() {
    return hosted.size();
  }

  /**
   * Starts what is new, starts anew what has another version, and ends what is retired. A pipeline
   * that cannot be opened is told to the registry and tried again with back-off, since what it
   * lacks may come. One that the registry does not name goes on: a registry that has lost its
   * database stops nothing.
   */
  void reconcile(List<PipelineVersion> recorded) {
    for (PipelineVersion pipeline : recorded) {
      if (pipeline.retiredAt() != null) {
        end(pipeline.name());
      } else if (!isCurrent(pipeline)) {
        try {
          replace(pipeline);
          reopened(pipeline.name());
        } catch (RuntimeException e) {
          refused(pipeline, Failure.of(e));
          LOG.error(
              "refused pipeline={} version={} reason=\"{}\"",
              pipeline.name(),
              pipeline.version(),
              Failure.of(e).message(),
              e);
        }
      }
    }
  }

  private void end(String pipeline) {
    HostedPipeline running = hosted.remove(pipeline);
    if (running != null) {
      LOG.info("ending pipeline={} reason=\"it is retired\"", pipeline);
      running.end();
    }
    RefusedPipeline before = refused.remove(pipeline);
    if (before != null) {
      before.ended();
      reporter.wake();
    }
  }

  private void refused(PipelineVersion pipeline, Failure failure) {
    RefusedPipeline telling =
        refused.computeIfAbsent(pipeline.name(), name -> new RefusedPipeline(name, clock));
    telling.refused(pipeline.version(), failure);
    reporter.watch(telling);
    reporter.wake();
  }

  private void reopened(String pipeline) {
    RefusedPipeline before = refused.get(pipeline);
    if (before != null) {
      before.opened();
      reporter.wake();
    }
  }

  /**
   * Starts the queries anew whose state was replaced; what cannot be asked is asked again later.
   */
  void renew() {
    for (HostedPipeline pipeline : hosted.values()) {
      try {
        pipeline.renew();
      } catch (RuntimeException e) {
        LOG.warn(
            "cannot look for new generations pipeline={} reason=\"{}\"",
            pipeline.version().name(),
            Failure.of(e).message());
      }
    }
  }

  /** Starts one pipeline, or fails when something that it needs is not there. */
  void startChecked(PipelineVersion pipeline) {
    HostedPipeline opened = opener.apply(pipeline);
    hosted.put(pipeline.name(), opened);
    opened.check();
    opened.start();
  }

  private boolean isCurrent(PipelineVersion pipeline) {
    HostedPipeline running = hosted.get(pipeline.name());
    boolean runs = running != null && running.version().version() == pipeline.version();
    RefusedPipeline before = refused.get(pipeline.name());
    return runs || (before != null && !before.isDue(pipeline.version()));
  }

  private void replace(PipelineVersion pipeline) {
    HostedPipeline opened = opener.apply(pipeline);
    HostedPipeline before = hosted.put(pipeline.name(), opened);
    if (before != null) {
      LOG.info(
          "new version pipeline={} from={} to={}",
          pipeline.name(),
          before.version().version(),
          pipeline.version());
      before.close();
    }
    opened.start();
  }

  @Override
  public void close() {
    refused.values().forEach(RefusedPipeline::stopped);
    Stoppable.closeAll(hosted.values());
  }
}
