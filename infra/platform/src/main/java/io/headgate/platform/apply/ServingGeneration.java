package io.headgate.platform.apply;

import io.headgate.platform.clickhouse.ClickHouse;
import io.headgate.platform.contract.Aggregate;
import io.headgate.platform.contract.PipelineContract;
import java.time.Instant;
import javax.annotation.Nullable;
import org.apache.spark.sql.SparkSession;

/**
 * The table of a generation of an aggregate while it is built beside the one that is served, and
 * how it takes that one's place. Every call can be repeated after a crash; which of the tables is
 * in place is seen by its comment, which moves with it.
 */
public final class ServingGeneration {
  private final ClickHouse clickHouse;
  private final ServingTable table;
  private final String served;
  private final String beside;
  private final String twin;
  private final String mark;
  private final String dataset;

  /**
   * @param spark analyses the aggregate's SQL
   * @param definer the user whose rights the analyst view has
   * @param number of the generation
   */
  public ServingGeneration(
      ClickHouse clickHouse,
      SparkSession spark,
      String definer,
      PipelineContract contract,
      Aggregate aggregate,
      int number) {
    this.clickHouse = clickHouse;
    this.table = ServingTables.of(clickHouse, spark, definer, contract, aggregate);
    this.served = aggregate.name();
    this.beside = served + "__g" + number;
    this.twin = beside + "_twin";
    this.mark = "generation " + number;
    this.dataset = ServingTables.finalizing(contract, aggregate);
  }

  /** {@code serving.<aggregate>__g<number>}. */
  public String name() {
    return "serving." + beside;
  }

  /** Makes the table, empty; what an abandoned rebuild left there is gone. */
  public void create() {
    drop();
    table.create(beside);
    comment(beside);
  }

  /** Removes what stands beside the served table. */
  public void drop() {
    clickHouse.execute("DROP TABLE IF EXISTS serving." + beside + " SYNC");
    clickHouse.execute("DROP TABLE IF EXISTS serving." + twin + " SYNC");
  }

  /** Whether the table of this generation is in place. */
  public boolean isServed() {
    return !clickHouse
        .query(
            "SELECT 1 FROM system.tables WHERE database = 'serving' AND name = ? AND comment = ?",
            row -> row.getInt(1),
            served,
            mark)
        .isEmpty();
  }

  /** Whether the served table has the columns and the order of the contract. */
  public boolean fitsServed() {
    return table.fits(served);
  }

  /**
   * Puts the table in the place of the served one. Readers see the old rows or the new ones, and
   * never an error:
   *
   * <p>With the same columns one exchange of names does it; the view does not change. With others
   * the view has to change too, and no statement changes both at once. So the view moves to the new
   * table first, under its own name; then a copy of that table, which nobody reads, takes the
   * place; then the view moves to the place, where the same rows are.
   *
   * <p>Final windows of the same columns are copied from the old table. With other columns they
   * cannot be, so those windows are provisional again, until the rollup that finalizes them is run
   * again.
   *
   * @param oldest windows that end at it or before are older than raw and are copied too, where the
   *     columns are the same; null for none
   * @return whether final windows were kept
   */
  public boolean takePlace(@Nullable Instant oldest) {
    boolean kept = true;
    if (!isServed()) {
      kept = table.fits(served);
      if (kept) {
        copyOld(served, beside, oldest);
        exchange(beside);
      } else {
        clickHouse.execute(
            "ALTER TABLE serving.published_windows DELETE WHERE dataset = '%s' SETTINGS mutations_sync = 2"
                .formatted(dataset));
        table.view(dataset, beside).carryOut();
        clickHouse.execute("DROP TABLE IF EXISTS serving." + twin + " SYNC");
        table.create(twin);
        clickHouse.execute(
            "INSERT INTO serving.%s SELECT * FROM serving.%s".formatted(twin, beside));
        comment(twin);
        exchange(twin);
      }
    }
    table.view(dataset, served).carryOut();
    if (table.exists(beside) && table.fits(beside)) {
      // What batch has made final in the old table since it was copied.
      copyOld(beside, served, null);
    }
    return kept;
  }

  private void exchange(String with) {
    clickHouse.execute("EXCHANGE TABLES serving.%s AND serving.%s".formatted(served, with));
  }

  /** Tombstones too: they hide rows of the stream. */
  private void copyOld(String from, String to, @Nullable Instant oldest) {
    String older =
        oldest == null
            ? ""
            : " OR window_end <= parseDateTime64BestEffort('%s', 6, 'UTC')".formatted(oldest);
    String columns = table.columnNames() + ", _version, _deleted";
    clickHouse.execute(
        "INSERT INTO serving.%s (%s) SELECT %s FROM serving.%s WHERE bitShiftRight(_version, 62) = 1%s"
            .formatted(to, columns, columns, from, older));
  }

  private void comment(String name) {
    clickHouse.execute("ALTER TABLE serving.%s MODIFY COMMENT '%s'".formatted(name, mark));
  }
}
