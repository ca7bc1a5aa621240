package io.headgate.registry.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.headgate.http.Problem;
import io.headgate.platform.contract.PipelineContract;
import io.headgate.platform.registry.Dataset.Kind;
import io.headgate.platform.registry.Json;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** Pipelines and the versions of their contracts. */
public final class Pipelines {
  private final Jdbi jdbi;
  private final Clock clock;

  public Pipelines(Jdbi jdbi, Clock clock) {
    this.jdbi = jdbi;
    this.clock = clock;
  }

  /**
   * Records a contract as the next version, unless the newest one says the same. A pipeline that
   * was retired lives again.
   */
  public RecordedPipeline apply(PipelineApplication application) {
    PipelineContract contract = contract(application);
    return jdbi.inTransaction(
        handle -> {
          Instant now = clock.instant();
          long pipelineId = lockOrCreate(handle, application.name(), now);
          appendUnlessSame(handle, pipelineId, application, now);
          new RetirementRows(handle, now).end(pipelineId);
          new DatasetRows(handle).declare(pipelineId, contract, now);
          return new PipelineRows(handle).newest(application.name()).orElseThrow();
        });
  }

  /** The newest version. */
  public Optional<RecordedPipeline> find(String name) {
    return jdbi.withHandle(handle -> new PipelineRows(handle).newest(name));
  }

  public Optional<RecordedPipeline> find(String name, int version) {
    return jdbi.withHandle(handle -> new PipelineRows(handle).version(name, version));
  }

  /** The newest contract of the pipeline that has an aggregate or a rollup of this name. */
  public Optional<PipelineContract> thatMakes(String table) {
    return jdbi.withHandle(
        handle -> {
          DatasetRows datasets = new DatasetRows(handle);
          return datasets
              .find(table)
              .filter(dataset -> dataset.kind() == Kind.AGGREGATE)
              .or(() -> datasets.find("rollup." + table))
              .flatMap(dataset -> new PipelineRows(handle).newest(dataset.pipeline()))
              .map(Pipelines::contract);
        });
  }

  static PipelineContract contract(RecordedPipeline pipeline) {
    try {
      return Json.MAPPER.treeToValue(pipeline.contract(), PipelineContract.class);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("No contract is recorded of " + pipeline.name(), e);
    }
  }

  /**
   * The newest version of each, by name.
   *
   * @param retired whether those that are retired are asked for too
   */
  public List<RecordedPipeline> page(String cursor, int limit, boolean retired) {
    return jdbi.withHandle(handle -> new PipelineRows(handle).page(cursor, limit, retired));
  }

  private static PipelineContract contract(PipelineApplication application) {
    try {
      PipelineContract contract =
          Json.MAPPER.treeToValue(application.contract(), PipelineContract.class);
      if (!contract.name().equals(application.name())) {
        throw Problem.unprocessable(
            "The contract is that of pipeline '%s', and not of '%s'. Send both by one name."
                .formatted(contract.name(), application.name()));
      }
      return contract;
    } catch (JsonProcessingException e) {
      throw Problem.badRequest(
          "Cannot read field 'contract': it is not a contract of this version of Headgate."
              + " Send it with headgate apply of the same version.");
    }
  }

  private static long lockOrCreate(Handle handle, String name, Instant now) {
    handle
        .createUpdate(
            """
            INSERT INTO pipeline (name, created_at) VALUES (:name, :now)
            ON CONFLICT (name) DO NOTHING
            """)
        .bind("name", name)
        .bind("now", now)
        .execute();
    return new PipelineRows(handle).lock(name);
  }

  private static void appendUnlessSame(
      Handle handle, long pipelineId, PipelineApplication application, Instant now) {
    handle
        .createUpdate(
            """
            INSERT INTO pipeline_version (pipeline_id, version, mode, owner_team, sla_minutes,
              source_topics, contract, created_at)
            SELECT :pipelineId, coalesce(newest.version, 0) + 1, :mode, :ownerTeam, :slaMinutes,
              CAST(:sourceTopics AS text[]), CAST(:contract AS jsonb), :now
            FROM (VALUES (1)) AS one
            LEFT JOIN LATERAL (
              SELECT * FROM pipeline_version WHERE pipeline_id = :pipelineId
              ORDER BY version DESC LIMIT 1) AS newest ON true
            WHERE (newest.mode, newest.owner_team, newest.sla_minutes, newest.source_topics,
                newest.contract)
              IS DISTINCT FROM (:mode, :ownerTeam, :slaMinutes, CAST(:sourceTopics AS text[]),
                CAST(:contract AS jsonb))
            """)
        .bind("pipelineId", pipelineId)
        .bind("mode", application.mode())
        .bind("ownerTeam", application.ownerTeam())
        .bind("slaMinutes", application.slaMinutes())
        .bindArray("sourceTopics", String.class, application.sourceTopics())
        .bind("contract", application.contract().toString())
        .bind("now", now)
        .execute();
  }
}
