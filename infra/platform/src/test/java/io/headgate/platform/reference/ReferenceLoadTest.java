package io.headgate.platform.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headgate.platform.contract.Reference;
import io.headgate.platform.contract.ReferenceOrigin;
import io.headgate.platform.job.ExitCode;
import io.headgate.platform.job.HeadgateException;
import io.headgate.platform.reference.ReferenceLoad.Loaded;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReferenceLoadTest {
  private static final Reference SHOPS =
      new Reference(
          "shops",
          "shop",
          Map.of("shop", "string", "city", "string", "floors", "int"),
          new ReferenceOrigin.Csv("shops.csv", "0"));

  @TempDir Path folder;
  private SparkSession spark;

  @BeforeEach
  void openLake() {
    spark =
        SparkSession.builder()
            .master("local[1]")
            .appName("test")
            .config("spark.ui.enabled", false)
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.sql.session.timeZone", "UTC")
            .getOrCreate()
            .newSession();
    spark.conf().set("spark.sql.catalog.lake", "org.apache.iceberg.spark.SparkCatalog");
    spark.conf().set("spark.sql.catalog.lake.type", "hadoop");
    spark.conf().set("spark.sql.catalog.lake.warehouse", folder.resolve("lake").toUri().toString());
    spark.conf().set("spark.sql.catalog.lake.cache-enabled", "false");
    spark.sql(
        "CREATE TABLE lake.reference.shops (city string, floors int, shop string) USING iceberg");
  }

  @Test
  void aReferenceIsWhatItsFileSaysAndAGoneRowVanishes() throws IOException {
    load("shop,city,floors,note", "north,Oslo,1,", "south,\"Rome, Lazio\",,old");

    Loaded second = load("floors,city,shop", "2,Oslo,north", "3,Turin,west");

    assertThat(second.changed()).isTrue();
    assertThat(second.rows()).isEqualTo(2);
    assertThat(rows()).containsExactly("[Oslo,2,north]", "[Turin,3,west]");
  }

  @Test
  void theSameRowsInAnotherOrderAreNoCommit() throws IOException {
    Loaded first = load("shop,city,floors", "north,Oslo,1", "south,,");

    Loaded again = load("shop,city,floors", "south,,", "north,Oslo,1");

    assertThat(first.changed()).isTrue();
    assertThat(again).isEqualTo(new Loaded(false, 2, first.snapshotId()));
    assertThat(spark.table("lake.reference.shops.snapshots").count()).isEqualTo(1);
  }

  @Test
  void rowsThatAreNoReferenceAreNamedAndNothingIsChanged() throws IOException {
    load("shop,city,floors", "north,Oslo,1");

    assertThatThrownBy(
            () ->
                load(
                    "shop,city,floors",
                    "north,Oslo,1",
                    "north,Bergen,1",
                    ",Rome,2",
                    "south,Rome,two",
                    "west,Turin,3.5x"))
        .isInstanceOfSatisfying(
            HeadgateException.class,
            e -> assertThat(e.exitCode()).isEqualTo(ExitCode.CHECKS_FAILED))
        .hasMessageStartingWith("Cannot load reference.shops from file:///")
        .hasMessageEndingWith(
            "shops.csv: 1 rows have no shop; 1 keys stand more than once (first north); 2 rows have a floors that is not int (first south, west). Correct the source and load it again; nothing was changed.");
    assertThat(rows()).containsExactly("[Oslo,1,north]");
  }

  @Test
  void aFileWithoutRowsDoesNotEmptyTheTable() throws IOException {
    load("shop,city,floors", "north,Oslo,1");

    assertThatThrownBy(() -> load("shop,city,floors")).hasMessageContaining(": it has no rows.");
    assertThat(rows()).hasSize(1);
  }

  @Test
  void aMissingColumnAndAMissingFileAreNamed() {
    assertThatThrownBy(() -> load("shop,town,floors", "north,Oslo,1"))
        .isInstanceOfSatisfying(
            HeadgateException.class,
            e -> assertThat(e.exitCode()).isEqualTo(ExitCode.BAD_CONFIGURATION))
        .hasMessageContaining("it has no column city. Add it there");
    assertThatThrownBy(() -> ReferenceRows.csv(spark, SHOPS, folder.resolve("none.csv").toUri()))
        .isInstanceOf(HeadgateException.class)
        .hasMessageContaining("Path does not exist");
  }

  private Loaded load(String... lines) throws IOException {
    Path file = Files.write(folder.resolve("shops.csv"), List.of(lines));
    return new ReferenceLoad(spark, ReferenceRows.csv(spark, SHOPS, file.toUri())).run();
  }

  private List<String> rows() {
    return spark.table("lake.reference.shops").sort("shop").collectAsList().stream()
        .map(Object::toString)
        .toList();
  }
}
