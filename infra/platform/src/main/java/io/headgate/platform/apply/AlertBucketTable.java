package io.headgate.platform.apply;

import io.headgate.platform.clickhouse.ClickHouse;
import java.util.Map;

/** The table that all alert rules are judged by. It is no pipeline's, so the job makes it. */
public final class AlertBucketTable {
  public static final String NAME = "serving.alert_buckets";

  private AlertBucketTable() {}

  /** Makes it unless it is there. */
  public static void create(ClickHouse clickHouse) {
    SqlTemplate.of("clickhouse/06_alert_buckets.sql")
        .statements(Map.of())
        .forEach(clickHouse::execute);
  }
}
