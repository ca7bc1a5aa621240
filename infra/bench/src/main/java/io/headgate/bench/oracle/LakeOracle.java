package io.headgate.bench.oracle;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Holds raw and quarantine against the topic, record by record. */
public final class LakeOracle {
  private static final String SAME_POSITION =
      "s._topic = t._topic AND s._topic_partition = t._topic_partition AND s._offset = t._offset";
  private static final String POSITION =
      "%1$s._topic || '-' || %1$s._topic_partition || '@' || %1$s._offset";

  private final TopicTruth truth;

  public LakeOracle(TopicTruth truth) {
    this.truth = truth;
  }

  /**
   * Every valid event once, with its values; nothing else.
   *
   * @param eventTime column of the event time, whose day is {@code event_date}
   */
  public Verdict raw(LakeFiles files, String eventTime) throws SQLException {
    Findings findings = new Findings("raw", truth.duckdb());
    Set<String> present = columns(files);
    List<String> selected = new ArrayList<>();
    List<String> altered = new ArrayList<>();
    for (EventColumn column : truth.columns()) {
      if (present.isEmpty() || present.contains(column.name())) {
        selected.add(selection(column.name(), column.isTime(), present));
        altered.add(changed(column.name(), "t." + column.name()));
      } else {
        findings.add("missing column", column.name());
      }
    }
    if (present.contains("_schema_id")) {
      selected.add("_schema_id");
      altered.add(changed("_schema_id", "t._schema_id"));
    }
    if (present.contains("_broker_at")) {
      selected.add(selection("_broker_at", true, present));
      altered.add(changed("_broker_at", "t._broker_at"));
    }
    if (present.contains("event_date")) {
      selected.add("event_date");
      altered.add(changed("event_date", "CAST(make_timestamp(t." + eventTime + ") AS DATE)"));
    }
    store(findings, files, selected);
    positions(findings, "t.error IS NULL");
    changes(findings, "t.error IS NULL", altered);
    findings.execute("DROP TABLE store");
    return findings.verdict();
  }

  /** Every record that is not valid once, byte for byte, with a reason; nothing else. */
  public Verdict quarantine(LakeFiles files) throws SQLException {
    Findings findings = new Findings("quarantine", truth.duckdb());
    store(
        findings,
        files,
        List.of("coalesce(_value, ''::BLOB) AS _value", "_error_class", "_error_message"));
    positions(findings, "t.error IS NOT NULL");
    changes(
        findings,
        "t.error IS NOT NULL",
        List.of(
            changed("_value", "coalesce(t.payload, ''::BLOB)"),
            // A rule may be told by its name.
            "CASE WHEN s._error_class IS NULL OR (t.error <> 'RULE_BROKEN' AND s._error_class <> t.error) THEN ' _error_class ' || coalesce(s._error_class, 'null') || ' and not ' || t.error END",
            "CASE WHEN s._error_message IS NULL THEN ' no _error_message' END"));
    findings.execute("DROP TABLE store");
    return findings.verdict();
  }

  private static void positions(Findings findings, String expected) throws SQLException {
    findings.look(
        "missing",
        "SELECT %s FROM topic t ANTI JOIN store s ON %s WHERE %s"
            .formatted(POSITION.formatted("t"), SAME_POSITION, expected));
    findings.look(
        "doubled",
        "SELECT %s || ' ' || count(*) || ' times' FROM store s GROUP BY s._topic, s._topic_partition, s._offset HAVING count(*) > 1"
            .formatted(POSITION.formatted("s")));
    findings.look(
        "not expected",
        "SELECT %s FROM store s ANTI JOIN (SELECT * FROM topic t WHERE %s) t ON %s"
            .formatted(POSITION.formatted("s"), expected, SAME_POSITION));
  }

  private static void changes(Findings findings, String expected, List<String> altered)
      throws SQLException {
    findings.look(
        "altered",
        """
        SELECT place || changes FROM (
          SELECT %s AS place, concat(%s) AS changes
          FROM topic t JOIN store s ON %s WHERE %s)
        WHERE changes <> ''
        """
            .formatted(
                POSITION.formatted("t"), String.join(", ", altered), SAME_POSITION, expected));
  }

  private static String changed(String column, String expected) {
    return "CASE WHEN s.%1$s IS DISTINCT FROM %2$s THEN ' %1$s ' || coalesce(CAST(s.%1$s AS VARCHAR), 'null') || ' and not ' || coalesce(CAST(%2$s AS VARCHAR), 'null') END"
        .formatted(column, expected);
  }

  private static String selection(String column, boolean time, Set<String> present) {
    return time && !present.isEmpty() ? "epoch_us(%1$s) AS %1$s".formatted(column) : column;
  }

  private static void store(Findings findings, LakeFiles files, List<String> columns)
      throws SQLException {
    if (files.paths().isEmpty()) {
      findings.execute(
          "CREATE TEMP TABLE store AS SELECT *, payload AS _value, error AS _error_class, error AS _error_message FROM topic LIMIT 0");
    } else {
      findings.execute(
          "CREATE TEMP TABLE store AS SELECT _topic, _topic_partition, _offset, %s FROM %s"
              .formatted(String.join(", ", columns), files.relation()));
    }
  }

  private Set<String> columns(LakeFiles files) throws SQLException {
    if (files.paths().isEmpty()) {
      return Set.of();
    }
    Connection duckdb = truth.duckdb();
    try (Statement statement = duckdb.createStatement();
        ResultSet rows = statement.executeQuery("DESCRIBE SELECT * FROM " + files.relation())) {
      List<String> names = new ArrayList<>();
      while (rows.next()) {
        names.add(rows.getString(1));
      }
      return names.stream().collect(Collectors.toCollection(HashSet::new));
    }
  }
}
