package io.headgate.platform.apply;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

/** Each source reads {@code column use}; the events are of columns a, b, k, at, home and tags. */
class SqlSourcesTest {
  private static final SparkSession SPARK = LocalSpark.session();
  private static final StructType EVENTS =
      new StructType()
          .add("a", DataTypes.LongType)
          .add("b", DataTypes.LongType)
          .add("k", DataTypes.StringType)
          .add("at", DataTypes.TimestampType)
          .add("home", new StructType().add("city", DataTypes.StringType))
          .add("tags", DataTypes.createArrayType(DataTypes.StringType));

  @Test
  void aColumnIsItselfOrMadeOfOthersOrOfManyRows() {
    SqlSources sql =
        sources(
            "SELECT k AS key, sum(a) AS total, max(a + b) + 1 AS most, 7 AS seven FROM events GROUP BY k");

    assertThat(column(sql, "key")).containsExactlyInAnyOrder("k IDENTITY");
    assertThat(column(sql, "total")).containsExactlyInAnyOrder("a AGGREGATION");
    assertThat(column(sql, "most")).containsExactlyInAnyOrder("a AGGREGATION", "b AGGREGATION");
    assertThat(column(sql, "seven")).isEmpty();
    assertThat(rows(sql)).containsExactlyInAnyOrder("k GROUP_BY");
  }

  @Test
  void whatOnlyDecidesIsIndirect() {
    SqlSources sql =
        sources(
            """
            SELECT CASE WHEN a > 3 THEN k ELSE 'few' END AS word, avg(if(b > 15, 1, 0)) OVER () AS share
            FROM events WHERE at IS NOT NULL
            """);

    assertThat(column(sql, "word")).containsExactlyInAnyOrder("a CONDITIONAL", "k TRANSFORMATION");
    assertThat(column(sql, "share")).containsExactlyInAnyOrder("b CONDITIONAL");
    assertThat(rows(sql)).containsExactlyInAnyOrder("at FILTER");
  }

  @Test
  void commonTablesAndSubqueriesAreLookedThrough() {
    SqlSources sql =
        sources(
            """
            WITH some AS (SELECT k, a AS value FROM events WHERE b > 0),
              sums AS (SELECT k, sum(value) AS total FROM some GROUP BY k)
            SELECT total * 2 AS twice FROM (SELECT * FROM sums) AS inner_sums
            """);

    assertThat(column(sql, "twice")).containsExactlyInAnyOrder("a AGGREGATION");
    assertThat(rows(sql)).containsExactlyInAnyOrder("b FILTER", "k GROUP_BY");
  }

  @Test
  void aTableThatIsJoinedWithItselfGivesEachSideItsOwn() {
    SqlSources sql =
        sources("SELECT l.a AS first, r.b AS second FROM events l JOIN events r ON l.k = r.k");

    assertThat(column(sql, "first")).containsExactlyInAnyOrder("a IDENTITY");
    assertThat(column(sql, "second")).containsExactlyInAnyOrder("b IDENTITY");
    assertThat(rows(sql)).containsExactlyInAnyOrder("k JOIN");
  }

  @Test
  void aWindowFunctionNeedsItsPartitionAndItsOrder() {
    SqlSources sql =
        sources(
            "SELECT sum(a) OVER (PARTITION BY k ORDER BY at) AS running, row_number() OVER (PARTITION BY k ORDER BY b) AS nth FROM events");

    assertThat(column(sql, "running"))
        .containsExactlyInAnyOrder("a AGGREGATION", "k WINDOW", "at WINDOW");
    assertThat(column(sql, "nth")).containsExactlyInAnyOrder("k WINDOW", "b WINDOW");
    assertThat(rows(sql)).isEmpty();
  }

  @Test
  void aStarIsEveryColumn() {
    SqlSources sql = sources("SELECT *, a + b AS sum FROM events");

    assertThat(sql.columns().keySet()).containsExactly("a", "b", "k", "at", "home", "tags", "sum");
    assertThat(column(sql, "k")).containsExactlyInAnyOrder("k IDENTITY");
    assertThat(column(sql, "sum"))
        .containsExactlyInAnyOrder("a TRANSFORMATION", "b TRANSFORMATION");
  }

  @Test
  void aFieldOfAStructComesFromTheStruct() {
    SqlSources sql =
        sources(
            "SELECT home.city AS city, pair.x AS x FROM (SELECT home, struct(a AS x, b AS y) AS pair FROM events)");

    assertThat(column(sql, "city")).containsExactlyInAnyOrder("home TRANSFORMATION");
    // A struct is one column, so its fields are not told apart.
    assertThat(column(sql, "x")).containsExactlyInAnyOrder("a TRANSFORMATION", "b TRANSFORMATION");
  }

  @Test
  void aWindowOfTimeComesFromItsColumnHoweverItIsComputed() {
    for (String window :
        List.of(
            "window(at, '1 hour')",
            "window(at, '10 minutes', '5 minutes')",
            "session_window(at, '30 minutes')")) {
      String function = window.substring(0, window.indexOf('('));
      SqlSources sql =
          sources(
              "SELECT %s.start AS window_start, count(*) AS events FROM events GROUP BY %s"
                  .formatted(function, window));

      assertThat(column(sql, "window_start"))
          .as(window)
          .containsExactlyInAnyOrder("at TRANSFORMATION");
      assertThat(column(sql, "events")).isEmpty();
      assertThat(rows(sql)).as(window).contains("at GROUP_BY");
    }
  }

  @Test
  void aSubqueryInAnExpressionCountsWithWhatDecidesAboutIt() {
    SqlSources sql =
        sources(
            """
            SELECT a, (SELECT max(b) FROM events WHERE k = 'x') AS most FROM events AS outer_events
            WHERE EXISTS (SELECT 1 FROM events i WHERE i.a = outer_events.b)
              AND k IN (SELECT home.city FROM events)
            """);

    assertThat(column(sql, "a")).containsExactlyInAnyOrder("a IDENTITY");
    assertThat(column(sql, "most")).containsExactlyInAnyOrder("b AGGREGATION", "k FILTER");
    assertThat(rows(sql))
        .containsExactlyInAnyOrder("a FILTER", "b FILTER", "k FILTER", "home FILTER");
  }

  @Test
  void rowsOfSeveralQueriesAndOfArraysAreLookedThrough() {
    SqlSources union = sources("SELECT a AS n FROM events UNION ALL SELECT b FROM events");
    SqlSources exploded = sources("SELECT tag, a FROM events LATERAL VIEW explode(tags) t AS tag");

    assertThat(column(union, "n")).containsExactlyInAnyOrder("a IDENTITY", "b IDENTITY");
    assertThat(column(exploded, "tag")).containsExactlyInAnyOrder("tags TRANSFORMATION");
    assertThat(column(exploded, "a")).containsExactlyInAnyOrder("a IDENTITY");
  }

  private static SqlSources sources(String sql) {
    return SqlView.sources(SPARK, EVENTS, sql);
  }

  private static List<String> column(SqlSources sql, String name) {
    Map<String, Set<ColumnSource>> columns = sql.columns();
    assertThat(columns).containsKey(name);
    return text(columns.get(name));
  }

  private static List<String> rows(SqlSources sql) {
    return text(sql.rows());
  }

  private static List<String> text(Set<ColumnSource> sources) {
    assertThat(sources).allSatisfy(source -> assertThat(source.dataset()).isEqualTo("events"));
    return sources.stream().map(source -> source.column() + " " + source.use()).distinct().toList();
  }
}
