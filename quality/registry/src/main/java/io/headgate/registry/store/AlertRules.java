package io.headgate.registry.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.headgate.http.Problem;
import io.headgate.platform.contract.PipelineContract;
import io.headgate.platform.registry.Json;
import io.headgate.registry.alert.Channels;
import io.headgate.registry.rule.RuleAlert.Resolution;
import io.headgate.registry.rule.RuleDraft;
import io.headgate.registry.rule.RuleReview;
import io.headgate.registry.rule.RuleVersion;
import io.headgate.registry.rule.RuleVersion.Change;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import javax.annotation.Nullable;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** Rules that tell people of metrics. Every change is a version, which is kept for ever. */
public final class AlertRules {
  private final Jdbi jdbi;
  private final Clock clock;
  private final Channels channels;

  public AlertRules(Jdbi jdbi, Clock clock, Channels channels) {
    this.jdbi = jdbi;
    this.clock = clock;
    this.channels = channels;
  }

  /** Which rules are asked for; null for any. */
  public record Filter(
      @Nullable String pipeline, @Nullable String metric, @Nullable Boolean enabled) {}

  /**
   * Makes a rule.
   *
   * @param who name of the key that asks
   */
  public RuleVersion create(RuleDraft draft, String who) {
    return jdbi.inTransaction(
        handle -> {
          String pipeline = review(handle).pipeline(draft);
          AlertRuleRows rules = new AlertRuleRows(handle);
          Instant now = clock.instant();
          return rules.append(rules.create(now), pipeline, draft, Change.CREATED, who, now);
        });
  }

  public RuleVersion replace(long id, RuleDraft draft, String who) {
    return change(id, before -> draft, who);
  }

  /** Changes the fields that are sent, and leaves the others. */
  public RuleVersion patch(long id, ObjectNode fields, String who) {
    return change(id, before -> before.with(fields), who);
  }

  /** Takes a rule out of force for good; one that was deleted stays as it is. */
  public RuleVersion delete(long id, String who) {
    return jdbi.inTransaction(
        handle -> {
          AlertRuleRows rules = new AlertRuleRows(handle);
          RuleVersion before = rules.lock(id).orElseThrow(() -> unknown(id));
          if (before.change() == Change.DELETED) {
            return before;
          }
          Instant now = clock.instant();
          new AlertRows(handle).resolveAll(id, Resolution.RULE_DELETED, now);
          return rules.append(
              id, before.rule().pipeline(), RuleDraft.of(before.rule()), Change.DELETED, who, now);
        });
  }

  private RuleVersion change(long id, UnaryOperator<RuleDraft> change, String who) {
    return jdbi.inTransaction(
        handle -> {
          AlertRuleRows rules = new AlertRuleRows(handle);
          RuleVersion before = current(rules.lock(id).orElseThrow(() -> unknown(id)));
          RuleDraft was = RuleDraft.of(before.rule());
          RuleDraft next = change.apply(was);
          if (next.equals(was)) {
            return before;
          }
          // What it names may be gone, and all the more must it be possible to switch it off.
          String pipeline =
              next.equals(was.disabled())
                  ? before.rule().pipeline()
                  : review(handle).pipeline(next);
          Instant now = clock.instant();
          if (!next.enabled()) {
            new AlertRows(handle).resolveAll(id, Resolution.RULE_DISABLED, now);
          } else if (!next.judgesAs(was)) {
            new AlertRows(handle).resolveAll(id, Resolution.RULE_CHANGED, now);
          }
          return rules.append(id, pipeline, next, Change.CHANGED, who, now);
        });
  }

  public RuleVersion find(long id) {
    return jdbi.withHandle(
        handle -> current(new AlertRuleRows(handle).newest(id).orElseThrow(() -> unknown(id))));
  }

  public List<RuleVersion> page(Filter filter, long cursor, int limit) {
    return jdbi.withHandle(handle -> new AlertRuleRows(handle).page(filter, cursor, limit));
  }

  /** Every version of a rule, also of one that was deleted, newest first, below the cursor. */
  public List<RuleVersion> versions(long id, long cursor, int limit) {
    return jdbi.withHandle(
        handle -> {
          AlertRuleRows rules = new AlertRuleRows(handle);
          if (rules.newest(id).isEmpty()) {
            throw unknown(id);
          }
          return rules.versions(id, cursor, limit);
        });
  }

  private static RuleVersion current(RuleVersion newest) {
    if (newest.change() == Change.DELETED) {
      throw Problem.notFound(
          "Alert rule %s was deleted by %s at %s. Its history is at /v1/alert-rules/%s/versions."
              .formatted(
                  newest.rule().id(), newest.changedBy(), newest.changedAt(), newest.rule().id()));
    }
    return newest;
  }

  private static Problem unknown(long id) {
    return Problem.notFound("There is no alert rule " + id + ". See /v1/alert-rules.");
  }

  private RuleReview review(Handle handle) {
    List<PipelineContract> contracts =
        new PipelineRows(handle).all().stream().map(AlertRules::contract).toList();
    return new RuleReview(contracts, aggregate -> columns(handle, aggregate), channels);
  }

  private static PipelineContract contract(RecordedPipeline pipeline) {
    try {
      return Json.MAPPER.treeToValue(pipeline.contract(), PipelineContract.class);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(
          "The contract of pipeline '" + pipeline.name() + "' was recorded in another shape", e);
    }
  }

  /** The columns of an aggregate that the newest version of its pipeline has in its lineage. */
  private static Set<String> columns(Handle handle, String aggregate) {
    return handle
        .createQuery(
            """
            SELECT DISTINCT e.to_column FROM column_edge e
            WHERE e.to_dataset = :aggregate AND e.to_column <> '*'
              AND e.version = (SELECT max(v.version)
                FROM pipeline p JOIN pipeline_version v USING (pipeline_id)
                WHERE p.name = e.pipeline)
            """)
        .bind("aggregate", aggregate)
        .mapTo(String.class)
        .set();
  }
}
