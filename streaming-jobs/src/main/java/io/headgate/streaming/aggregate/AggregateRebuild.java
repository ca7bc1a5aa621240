package io.headgate.streaming.aggregate;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import io.headgate.platform.apply.ServingGeneration;
import io.headgate.platform.clickhouse.ClickHouse;
import io.headgate.platform.clickhouse.ClickHouseAddress;
import io.headgate.platform.contract.Aggregate;
import io.headgate.platform.contract.PipelineContract;
import io.headgate.platform.job.JobResult;
import io.headgate.platform.registry.Json;
import io.headgate.platform.registry.Outbox;
import io.headgate.streaming.DriverToken;
import io.headgate.streaming.StreamContext;
import io.headgate.streaming.aggregate.RebuildPlan.Phase;
import io.headgate.streaming.stage.ReaderSchemas;
import io.headgate.streaming.stage.WidenedContract;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.util.LongAccumulator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Builds a new generation of an aggregate beside the one that is served, and puts it in its place:
 * closed windows from raw in one batch, open ones from Kafka by the stream that goes on afterwards.
 * How far it came is written down after each step, so a rebuild that was killed is gone on with by
 * running it again; readers see the old rows until the new ones are as new.
 */
public final class AggregateRebuild {
  private static final Logger LOG = LoggerFactory.getLogger(AggregateRebuild.class);

  private final StreamContext context;
  private final PipelineContract contract;
  private final Aggregate aggregate;
  private final Generations generations;
  private final DriverToken driver;
  private final CatchUp catchUp;

  /**
   * Builds it from events in the schemas that are registered now, as the stream goes on in them.
   */
  public AggregateRebuild(StreamContext recorded, Aggregate aggregate) {
    this.context = recorded.reading(newest(recorded));
    this.contract = context.contract();
    this.aggregate = aggregate;
    this.generations = new Generations(context, aggregate);
    this.driver =
        new DriverToken(
            "the rebuild of " + aggregate.name(),
            context.file(Generation.base(contract, aggregate), "rebuild-driver"));
    this.catchUp = new CatchUp(context, aggregate);
  }

  private static PipelineContract newest(StreamContext recorded) {
    PipelineContract contract = recorded.contract();
    return WidenedContract.of(
        contract,
        new ReaderSchemas(recorded.registry(), recorded.settings(), contract, recorded.clock())
            .askAgain());
  }

  /** Makes {@link #run} return after the batch in hand; running it again goes on from there. */
  public void stop() {
    catchUp.stop();
  }

  public JobResult run() throws Exception {
    driver.acquire();
    Definition wanted = Definition.of(context, aggregate);
    try (ClickHouse clickHouse = ClickHouse.open(context.settings())) {
      Generation served = settled(clickHouse, wanted);
      // One that was begun for another definition is given up.
      Optional<RebuildPlan> begun =
          begun(served).filter(plan -> plan.definition().equals(wanted)).filter(this::canGoOn);
      if (begun.isEmpty()
          && isOf(served, wanted)
          && serving(clickHouse, served.number()).fitsServed()) {
        serving(clickHouse, served.number()).drop();
        return result(served.number(), "nothing to do");
      }
      RebuildPlan plan = begun.isPresent() ? begun.get() : begin(clickHouse, served, wanted);
      return build(clickHouse, served, plan);
    }
  }

  /**
   * The served generation; an exchange of tables that a killed rebuild did not write down counts.
   */
  private Generation settled(ClickHouse clickHouse, Definition wanted) {
    Generation served = generations.current();
    Optional<RebuildPlan> begun = begun(served);
    if (begun.isPresent()
        && !begun.get().definition().equals(wanted)
        && serving(clickHouse, begun.get().generation()).isServed()) {
      served = begun.get().built();
      generations.serve(served);
    }
    return served;
  }

  /** Not when the snapshot that it was to be filled from has been expired. */
  private boolean canGoOn(RebuildPlan plan) {
    return plan.phase() != Phase.PLANNED
        || plan.snapshotId() == null
        || RawEvents.hasSnapshot(context, plan.snapshotId());
  }

  private Optional<RebuildPlan> begun(Generation served) {
    return generations.rebuild().filter(plan -> plan.generation() > served.number());
  }

  /** Whether the state of a generation is of this definition; one without is of what was then. */
  private boolean isOf(Generation generation, Definition wanted) {
    return context
        .file(generation.folder(contract, aggregate), Definition.FILE)
        .read()
        .map(Definition::parse)
        .filter(before -> wanted.changesSince(before).isEmpty())
        .isPresent();
  }

  private RebuildPlan begin(ClickHouse clickHouse, Generation served, Definition wanted)
      throws IOException, InterruptedException {
    int number =
        Math.max(served.number(), generations.rebuild().map(RebuildPlan::generation).orElse(0)) + 1;
    RebuildPlan plan = new RebuildPlanner(context, aggregate).plan(served, number, wanted);
    Path checkpoint = new Path(context.checkpoint(plan.built().folder(contract, aggregate)));
    var unused =
        checkpoint
            .getFileSystem(context.session().sparkContext().hadoopConfiguration())
            .delete(checkpoint, true);
    serving(clickHouse, number).create();
    generations.plan(plan);
    return plan;
  }

  private JobResult build(ClickHouse clickHouse, Generation served, RebuildPlan begun)
      throws Exception {
    RebuildPlan plan = begun;
    ServingGeneration serving = serving(clickHouse, plan.generation());
    LOG.info(
        "rebuild pipeline={} aggregate={} generation={} boundary={} offsets={} phase={}",
        contract.name(),
        aggregate.name(),
        plan.generation(),
        plan.boundary(),
        plan.offsets(),
        plan.phase());
    if (plan.phase() == Phase.PLANNED) {
      fill(plan, serving.name());
      plan = written(plan.in(Phase.FILLED));
    }
    if (plan.phase() == Phase.FILLED) {
      if (!catchUp(served, plan, serving.name())) {
        return result(plan.generation(), "stopped; run it again to go on");
      }
      // Its driver, if it has one, must write no more once the tables have changed places.
      new DriverToken(aggregate.name(), context.file(served.folder(contract, aggregate), "driver"))
          .acquire();
      plan = written(plan.in(Phase.SWITCHING));
    }
    LOG.info("switching aggregate={} generation={}", aggregate.name(), plan.generation());
    boolean kept = serving.takePlace(plan.oldest());
    generations.serve(plan.built());
    for (int number = served.number() + 1; number <= plan.generation(); number++) {
      serving(clickHouse, number).drop();
    }
    JobResult result = result(plan.generation(), "serves");
    return kept
        ? result
        : result.with(
            "remedy", "final windows are provisional again: run the rollups that finalize them");
  }

  private RebuildPlan written(RebuildPlan plan) {
    driver.check();
    generations.plan(plan);
    return plan;
  }

  /** Windows that end at the boundary or before, from raw. */
  private void fill(RebuildPlan plan, String table) {
    if (plan.snapshotId() == null) {
      return;
    }
    Dataset<Row> windows =
        new RawEvents(context, plan.snapshotId())
            .windows(aggregate, plan.boundary())
            .where(col("window_end").leq(lit(plan.boundary())));
    ClickHouseAddress address = ClickHouseAddress.of(context.settings());
    List<RowBinaryColumn> columns = ServingColumns.of(address, table, windows.schema());
    LongAccumulator rows = context.session().sparkContext().longAccumulator();
    windows
        .queryExecution()
        .toRdd()
        .toJavaRDD()
        .foreachPartition(
            new WindowUpsert(
                address, table, columns, RowVersion.ofStream(plan.generation(), 0), rows));
    LOG.info(
        "filled aggregate={} generation={} windows={}",
        aggregate.name(),
        plan.generation(),
        rows.value());
  }

  private boolean catchUp(Generation served, RebuildPlan plan, String table) throws Exception {
    String folder = plan.built().folder(contract, aggregate);
    try (Outbox ledger = context.ledger(folder)) {
      var target =
          new AggregateStream.Target(
              plan.built(), table, Json.MAPPER.writeValueAsString(plan.offsets()));
      return catchUp.run(
          new AggregateStream(context, aggregate, ledger, target),
          context.checkpoint(folder),
          plan,
          context.checkpoint(served.folder(contract, aggregate)));
    }
  }

  private ServingGeneration serving(ClickHouse clickHouse, int number) {
    return new ServingGeneration(
        clickHouse,
        context.session(),
        context.settings().clickhouseUser(),
        contract,
        aggregate,
        number);
  }

  private JobResult result(int generation, String end) {
    return JobResult.done()
        .with("pipeline", contract.name())
        .with("aggregate", aggregate.name())
        .with("generation", generation)
        .with("end", end);
  }
}
