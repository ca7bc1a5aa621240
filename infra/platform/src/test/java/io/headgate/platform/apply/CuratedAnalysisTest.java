package io.headgate.platform.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.headgate.platform.contract.InvalidPipelineException;
import io.headgate.platform.contract.Mistake;
import io.headgate.platform.contract.PipelineContract;
import io.headgate.platform.contract.PipelineFolder;
import io.headgate.platform.registry.ColumnEdge;
import io.headgate.platform.registry.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CuratedAnalysisTest {
  private static final Path CLICKS = Path.of("src/test/resources/pipelines/clicks");
  private static final SqlAnalysis SQL = new SqlAnalysis(LocalSpark.session());

  @TempDir Path temp;

  @Test
  void aContractWithSessionsFunnelsAndTransformsSurvivesItsJsonForm() throws IOException {
    PipelineContract clicks = PipelineFolder.load(CLICKS);

    assertThat(Json.MAPPER.readValue(Json.write(clicks), PipelineContract.class)).isEqualTo(clicks);
    assertThat(Json.write(PipelineFolder.load(Path.of("../../sql/pipelines/flights"))))
        .doesNotContain("sessions", "funnels", "transforms");
  }

  @Test
  void mistakesOfSessionsFunnelsAndTransformsAreNamedWithTheirLines() throws IOException {
    Path folder =
        changed(
            "by: [shopper]\n    filter: page <> 'heartbeat'",
            "by: [shoper]\n    filter: page",
            "within: PT1H",
            "within: P2D",
            "condition: page = 'cart'",
            "condition: count(*) > 1",
            "dataset: rollup.clicks_by_page_daily, view: days",
            "dataset: rollup.clicks_daily, view: days");

    assertThat(mistakes(folder))
        .containsExactly(
            "pipeline.yaml:24: 'shoper' is no column of the events. Did you mean 'shopper'?",
            "pipeline.yaml:25: the condition yields string and not true or false. Compare it with something.",
            "pipeline.yaml:36: the time limit is longer than a day. Give PT24H.",
            "pipeline.yaml:39: the condition is refused: it aggregates, and an event is looked at alone. Correct it.",
            "pipeline.yaml:60: input 'rollup.clicks_daily' is no dataset of this pipeline that is made before. Correct the name, move the transform below what it reads, or give the columns: that it reads of another pipeline's dataset.");
  }

  @Test
  void aTransformTakesNothingFromQuarantine() throws IOException {
    Path folder =
        changed(
            "{ dataset: reference.pages }",
            "{ dataset: reference.pages }\n      - { dataset: quarantine.clicks, columns: { key: string } }");

    assertThat(mistakes(folder))
        .containsExactly(
            "pipeline.yaml:53: 'dataset' is 'quarantine.clicks', which is not a dataset of raw, rollup, curated or reference. Write it like raw.flights.");
  }

  @Test
  void theLineageOfACuratedColumnNamesTheInputThatItComesFrom() {
    List<ColumnEdge> edges =
        ContractLineage.of(LocalSpark.session(), PipelineFolder.load(CLICKS, SQL));

    assertThat(edges)
        .extracting(
            edge ->
                "%s.%s > %s.%s"
                    .formatted(
                        edge.fromDataset(), edge.fromColumn(), edge.toDataset(), edge.toColumn()))
        .contains(
            "raw.clicks.amount > curated.visits.spent",
            "raw.clicks.amount > curated.shopper_features.spent_in_3_days",
            "curated.visits.started_at > curated.shopper_features.visits",
            "rollup.clicks_by_page_daily.clicks > curated.page_trends.clicks_in_3_days");
  }

  private static List<String> mistakes(Path folder) {
    return catchThrowableOfType(
            InvalidPipelineException.class, () -> PipelineFolder.load(folder, SQL))
        .mistakes()
        .stream()
        .map(Mistake::toString)
        .toList();
  }

  private Path changed(String... replacements) throws IOException {
    Path folder = temp.resolve("clicks");
    try (Stream<Path> files = Files.walk(CLICKS)) {
      for (Path file : files.toList()) {
        Files.copy(file, folder.resolve(CLICKS.relativize(file).toString()));
      }
    }
    Path yaml = folder.resolve("pipeline.yaml");
    String text = Files.readString(yaml);
    for (int i = 0; i < replacements.length; i += 2) {
      assertThat(text).contains(replacements[i]);
      text = text.replace(replacements[i], replacements[i + 1]);
    }
    Files.writeString(yaml, text);
    return folder;
  }
}
