package io.headgate.platform.apply;

import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.platform.contract.PipelineContract;
import io.headgate.platform.contract.PipelineFolder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.OutputMode;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

class EventColumnsTest {
  private static final SparkSession SPARK = LocalSpark.session();
  private static final PipelineContract SHOP =
      PipelineFolder.load(Path.of("src/test/resources/pipelines/shop"), new SqlAnalysis(SPARK));

  @Test
  void fieldsOfAllTypesAreOneSetOfColumnsOfTheWidestType() {
    assertThat(columns(EventColumns.plain(SHOP)))
        .containsExactly(
            "event_id string",
            "happened_at timestamp",
            "shop string",
            "email string?",
            "phone string?",
            "name string?",
            "street string?",
            "seconds bigint?",
            "rating double?",
            "clerk bigint?",
            "amount decimal(10,2)?");
  }

  @Test
  void aDroppedFieldIsNoColumnAndAnEnrichedOneIs() {
    assertThat(columns(EventColumns.masked(SHOP)))
        .contains("name string?", "email string?")
        .doesNotContain("street string?");
    assertThat(columns(EventColumns.enriched(SHOP)))
        .containsExactly("shop_city string?", "shop_floors int?", "clerk_shift string?");
    assertThat(columns(EventColumns.of(SHOP)))
        .endsWith(
            "amount decimal(10,2)?",
            "shop_city string?",
            "shop_floors int?",
            "clerk_shift string?",
            "_event_type string");
  }

  @Test
  void sessionsRunInAppendModeAndAllOtherWindowsInUpdateMode() {
    assertThat(SHOP.aggregates())
        .extracting(aggregate -> WindowKind.ofValid(SPARK, aggregate.sql()).outputMode())
        .containsExactly(OutputMode.Update(), OutputMode.Append());
  }

  /** {@code name type}, with a question mark for one that may be null. */
  private static List<String> columns(StructType type) {
    return Arrays.stream(type.fields())
        .map(
            field ->
                field.name()
                    + " "
                    + field.dataType().simpleString()
                    + (field.nullable() ? "?" : ""))
        .toList();
  }
}
