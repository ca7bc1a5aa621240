package io.headgate.compaction;

import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.platform.contract.Grain;
import io.headgate.platform.contract.Input;
import io.headgate.platform.contract.PipelineContract;
import io.headgate.platform.contract.PipelineFolder;
import io.headgate.platform.contract.Transform;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class PipelineTablesTest {
  @Test
  void whatSqlMakesOfOtherTablesIsMaintainedAsTheyAre() {
    PipelineContract flights = PipelineFolder.load(Path.of("..", "sql", "pipelines", "flights"));
    Transform features =
        new Transform(
            "origin_features",
            "SELECT * FROM flights",
            Grain.DAILY,
            List.of("origin"),
            List.of(new Input("raw.flights", null, null, null)),
            List.of());

    assertThat(new PipelineTables(with(flights, features)).all())
        .containsSubsequence(
            "raw.flights",
            "quarantine.flights",
            "rollup.flights_by_origin_daily",
            "curated.origin_features",
            "reference.airports",
            "metrics.flights",
            "offending.flights");
  }

  private static PipelineContract with(PipelineContract contract, Transform transform) {
    return new PipelineContract(
        contract.name(),
        contract.ownerTeam(),
        contract.sources(),
        contract.eventId(),
        contract.eventTime(),
        contract.delivery(),
        contract.filter(),
        contract.rules(),
        contract.references(),
        contract.enrichments(),
        contract.aggregates(),
        contract.rollups(),
        contract.retention(),
        contract.sla(),
        contract.minimumScore(),
        null,
        null,
        List.of(transform));
  }
}
