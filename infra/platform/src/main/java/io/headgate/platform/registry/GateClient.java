package io.headgate.platform.registry;

import static io.headgate.platform.registry.RegistryCalls.segment;

import io.headgate.platform.registry.RegistryCalls.ListPage;
import java.time.Instant;
import java.util.List;
import javax.annotation.Nullable;

/** Gates, as operators work with them. Errors are those of {@link RegistryClient}. */
public final class GateClient {
  private static final int RETRIES = 2;

  private final RegistryCalls calls;

  /**
   * @param url for example {@code http://127.0.0.1:17105}
   * @param apiKey needed to hold, release and accept; null for a reader
   */
  public GateClient(String url, @Nullable String apiKey) {
    this(new RegistryCalls(url, apiKey, RETRIES));
  }

  GateClient(RegistryCalls calls) {
    this.calls = calls;
  }

  /** The gates of all datasets that readers may come to see. */
  public List<GateAnswer> all() {
    record Page(List<GateAnswer> gates, @Nullable String nextCursor)
        implements ListPage<GateAnswer> {
      @Override
      public List<GateAnswer> entries() {
        return gates;
      }
    }
    return calls.all("read the gates", "/v1/gates", Page.class);
  }

  /**
   * Whether readers may read.
   *
   * @param partition partition key, or null for the dataset as a whole
   * @param minimumScore what the asker needs; the contract's threshold counts when it is higher
   */
  public GateAnswer ask(String dataset, @Nullable String partition, double minimumScore) {
    return calls.find(
        "ask the gate of " + dataset,
        path(dataset) + query(partition) + "&min_score=" + minimumScore,
        GateAnswer.class);
  }

  /** The newest openings and closings, at most {@code limit}, newest first. */
  public List<GateChange> history(String dataset, @Nullable String partition, int limit) {
    record Page(List<GateChange> history) {}
    return calls
        .find(
            "read the history of the gate of " + dataset,
            path(dataset) + "/history" + query(partition) + "&limit=" + limit,
            Page.class)
        .history();
  }

  /** The newest holds, also those that were released, newest first. */
  public List<Hold> holds(String dataset) {
    record Page(List<Hold> holds) {}
    return calls.find("read the holds of " + dataset, path(dataset) + "/holds", Page.class).holds();
  }

  /** The newest acceptances, also those that have ended, newest first. */
  public List<Acceptance> acceptances(String dataset) {
    record Page(List<Acceptance> acceptances) {}
    return calls
        .find("read the acceptances of " + dataset, path(dataset) + "/acceptances", Page.class)
        .acceptances();
  }

  /**
   * Shuts a gate.
   *
   * @param partition partition key, or null for the dataset as a whole
   * @param until when it ends by itself, or null: when it is released
   */
  public Hold hold(
      String dataset,
      @Nullable String partition,
      String reason,
      String who,
      @Nullable Instant until) {
    record Request(
        String reason, String who, @Nullable String partition, @Nullable Instant until) {}
    return calls.post(
        "hold " + dataset,
        path(dataset) + "/holds",
        new Request(reason, who, partition, until),
        Hold.class);
  }

  /** Releases a hold; one that was released before stays as it is. */
  public Hold release(String dataset, long holdId, String who) {
    return calls.delete(
        "release hold " + holdId + " of " + dataset,
        path(dataset) + "/holds/" + holdId + "?who=" + segment(who),
        Hold.class);
  }

  /** Lets readers have a partition all the same, until a time. */
  public Acceptance accept(
      String dataset, String partition, String reason, String who, Instant until) {
    record Request(String partition, String reason, String who, Instant until) {}
    return calls.post(
        "accept " + partition + " of " + dataset,
        path(dataset) + "/acceptances",
        new Request(partition, reason, who, until),
        Acceptance.class);
  }

  private static String path(String dataset) {
    return "/v1/gates/" + segment(dataset);
  }

  private static String query(@Nullable String partition) {
    return "?" + (partition == null ? "" : "partition=" + segment(partition));
  }
}
