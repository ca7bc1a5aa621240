package io.headgate.platform.apply;

import com.fasterxml.jackson.core.JsonPointer;
import io.headgate.platform.contract.BatchDataset;
import io.headgate.platform.contract.ClosestName;
import io.headgate.platform.contract.Funnel;
import io.headgate.platform.contract.Grain;
import io.headgate.platform.contract.Input;
import io.headgate.platform.contract.Mistakes;
import io.headgate.platform.contract.PipelineContract;
import io.headgate.platform.contract.PipelineDraft;
import io.headgate.platform.contract.Sessions;
import io.headgate.platform.contract.Transform;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Holds sessions, funnels and transforms against what they read. */
final class CuratedAnalysis {
  private static final String YAML = "pipeline.yaml";
  private static final Optional<Grain> DAILY = Optional.of(Grain.DAILY);
  private static final Duration DAY = Duration.ofDays(1);

  private final SparkSession spark;
  private final PipelineDraft draft;
  private final Mistakes mistakes;
  private final PipelineContract contract;
  private final DatasetColumns columns;
  private final SqlView events;

  /** What has a mistake of its own, so that what reads it is not looked at. */
  private final Set<String> broken = new HashSet<>();

  /**
   * @param draft without mistakes up to here
   */
  CuratedAnalysis(SparkSession spark, PipelineDraft draft, Mistakes mistakes) {
    this.spark = spark;
    this.draft = draft;
    this.mistakes = mistakes;
    this.contract = draft.contract();
    this.columns = new DatasetColumns(spark, contract);
    this.events = SqlView.of(spark, SqlView.EVENTS, EventColumns.of(contract));
  }

  void check() {
    List<JsonPointer> items = draft.items("sessions");
    for (int i = 0; i < items.size(); i++) {
      sessions(contract.sessions().get(i), items.get(i));
    }
    items = draft.items("funnels");
    for (int i = 0; i < items.size(); i++) {
      funnel(contract.funnels().get(i), items.get(i));
    }
    items = draft.items("transforms");
    for (int i = 0; i < items.size(); i++) {
      transform(contract.transforms().get(i), items.get(i));
    }
  }

  private void sessions(Sessions sessions, JsonPointer item) {
    boolean good = keysExist(item.appendProperty("by"));
    good &= condition(item.appendProperty("filter"));
    if (sessions.gap().compareTo(DAY) >= 0) {
      report(item.appendProperty("gap"), "the gap is a day or longer", "Give a shorter one");
    }
    for (JsonPointer measure : draft.items(item.appendProperty("measures"))) {
      good &= measure(measure.appendProperty("expression"));
    }
    if (!good || !made(sessions, item, YAML)) {
      broken.add(sessions.dataset());
    }
  }

  private void funnel(Funnel funnel, JsonPointer item) {
    boolean good = keysExist(item.appendProperty("by"));
    good &= condition(item.appendProperty("filter"));
    if (funnel.within().compareTo(DAY) > 0) {
      report(item.appendProperty("within"), "the time limit is longer than a day", "Give PT24H");
    }
    for (JsonPointer step : draft.items(item.appendProperty("steps"))) {
      good &= condition(step.appendProperty("condition"));
    }
    if (!good || !made(funnel, item, YAML)) {
      broken.add(funnel.dataset());
    }
  }

  private void transform(Transform transform, JsonPointer item) {
    Set<String> taken = new HashSet<>(Set.of(BatchDataset.WINDOWS));
    boolean good = true;
    List<JsonPointer> inputs = draft.items(item.appendProperty("inputs"));
    for (int i = 0; i < inputs.size(); i++) {
      good &= input(transform, transform.inputs().get(i), inputs.get(i), taken);
    }
    if (good && made(transform, item, draft.text(item, "sql").orElseThrow())) {
      onlyDeclared(transform, item);
    } else {
      broken.add(transform.dataset());
    }
  }

  /**
   * @param taken views and datasets of the inputs before
   */
  private boolean input(Transform transform, Input input, JsonPointer at, Set<String> taken) {
    if (broken.contains(input.dataset())) {
      return false;
    }
    boolean known = columns.knows(input.dataset());
    if (!known && input.columns().isEmpty()) {
      report(
          at.appendProperty("dataset"),
          "input '%s' is no dataset of this pipeline that is made before"
              .formatted(input.dataset()),
          "Correct the name, move the transform below what it reads, or give the columns: that it"
              + " reads of another pipeline's dataset");
      return false;
    }
    if (known && !input.columns().isEmpty()) {
      report(
          at.appendProperty("columns"),
          "the columns of '%s' are known, as this pipeline makes it".formatted(input.dataset()),
          "Remove columns:");
    }
    if (!taken.add(input.view())) {
      report(
          at,
          "the view '%s' is there already".formatted(input.view()),
          "Give the input another one by view:");
      return false;
    }
    // A dataset name has a dot, and a view none.
    if (!taken.add(input.dataset())) {
      report(
          at,
          "a second input is '%s'".formatted(input.dataset()),
          "Declare it once, with the longer look_back");
    }
    if (transform.grain() == Grain.HOURLY
        && contract.batchDataset(input.dataset()).map(BatchDataset::grain).equals(DAILY)) {
      report(
          at,
          "an hourly transform reads '%s', which is daily".formatted(input.dataset()),
          "Make the transform daily, or read an hourly dataset");
    }
    return true;
  }

  /** A table that stands in the SQL and not among the inputs would be read without its gate. */
  private void onlyDeclared(Transform transform, JsonPointer item) {
    Set<String> declared = new HashSet<>();
    transform.inputs().forEach(input -> declared.add(input.dataset()));
    SqlSources sources = columns.views(transform).sources(transform.sql());
    Set<String> read = new HashSet<>();
    sources.rows().forEach(source -> read.add(source.dataset()));
    sources.columns().values().forEach(all -> all.forEach(source -> read.add(source.dataset())));
    read.removeAll(declared);
    if (!read.isEmpty()) {
      mistakes.add(
          draft.text(item, "sql").orElseThrow(),
          1,
          "the SQL reads %s, which is no declared input".formatted(String.join(", ", read)),
          "Declare it under inputs: and read its view");
    }
  }

  private boolean made(BatchDataset dataset, JsonPointer item, String file) {
    try {
      StructType yielded = columns.add(dataset);
      new OutputColumns(draft, mistakes, item, file, yielded).check();
      new CheckColumns(spark, draft, mistakes, item, yielded).check();
      return true;
    } catch (SqlMistake e) {
      if (dataset instanceof Transform) {
        mistakes.add(file, e.line(), "Spark refuses the SQL: " + e.getMessage(), e.remedy());
      } else {
        report(item, "Spark refuses it: " + e.getMessage(), "Correct it");
      }
      return false;
    }
  }

  private boolean keysExist(JsonPointer list) {
    boolean all = true;
    StructType event = EventColumns.of(contract);
    for (JsonPointer at : draft.items(list)) {
      String name = draft.text(at).orElseThrow();
      if (event.getFieldIndex(name).isEmpty()) {
        report(
            at,
            "'%s' is no column of the events".formatted(name),
            ClosestName.remedy(name, List.of(event.fieldNames())));
        all = false;
      }
    }
    return all;
  }

  private boolean condition(JsonPointer at) {
    String expression = draft.text(at).orElse(null);
    if (expression == null) {
      return true;
    }
    try {
      var type = events.rowExpression(expression);
      if (type.equals(DataTypes.BooleanType)) {
        return true;
      }
      report(
          at,
          "the condition yields %s and not true or false".formatted(type.simpleString()),
          "Compare it with something");
    } catch (SqlMistake e) {
      report(at, "the condition is refused: " + e.getMessage(), "Correct it");
    }
    return false;
  }

  private boolean measure(JsonPointer at) {
    try {
      events.aggregateExpression(draft.text(at).orElseThrow());
      return true;
    } catch (SqlMistake e) {
      report(
          at,
          "the measure is refused: " + e.getMessage(),
          "Write an aggregate such as max(amount)");
      return false;
    }
  }

  private void report(JsonPointer at, String reason, String remedy) {
    draft.report(mistakes, at, reason, remedy);
  }
}
