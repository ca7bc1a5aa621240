package io.headgate.platform.clickhouse;

import com.clickhouse.client.api.ServerException;
import io.headgate.platform.job.ExitCode;
import io.headgate.platform.job.HeadgateException;
import java.util.Set;

/** What a failure of ClickHouse or of its client means. */
final class ClickHouseFailure {
  /**
   * Codes that another attempt does not change: bad arguments or types (36, 43, 44, 50, 53, 70),
   * unknown column (16, 47), function (46), table (60), database (81), setting (115) or user (192),
   * existing table (57), syntax (62), data that does not parse (27, 33, 117), wrong password (193,
   * 516), no right (497).
   */
  private static final Set<Integer> REFUSALS =
      Set.of(
          16, 27, 33, 36, 43, 44, 46, 47, 50, 53, 57, 60, 62, 70, 81, 115, 117, 192, 193, 497, 516);

  private ClickHouseFailure() {}

  /**
   * BAD_CONFIGURATION for a refusal, DEPENDENCY_DOWN for everything that may pass.
   *
   * @param purpose for example {@code write serving.departures}
   */
  static HeadgateException of(String purpose, String url, Throwable failure) {
    for (Throwable at = failure; at != null; at = at.getCause()) {
      if (at instanceof ServerException refused && REFUSALS.contains(refused.getCode())) {
        return new HeadgateException(
            ExitCode.BAD_CONFIGURATION,
            "Cannot %s in ClickHouse at %s: it refused (%s). Apply the pipeline (headgate apply), or correct clickhouse.user and clickhouse.password."
                .formatted(purpose, url, refused.getMessage()),
            failure);
      }
    }
    return new HeadgateException(
        ExitCode.DEPENDENCY_DOWN,
        "Cannot %s in ClickHouse at %s: it cannot now (%s). Start it, or correct clickhouse.url."
            .formatted(purpose, url, failure.getMessage()),
        failure);
  }
}
