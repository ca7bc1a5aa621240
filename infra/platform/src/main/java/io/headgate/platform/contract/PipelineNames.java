package io.headgate.platform.contract;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Names that stand twice, refer to nothing, or contradict each other within pipeline.yaml. */
final class PipelineNames {
  private final PipelineDraft draft;
  private final Mistakes mistakes;

  private PipelineNames(PipelineDraft draft, Mistakes mistakes) {
    this.draft = draft;
    this.mistakes = mistakes;
  }

  static void check(String folder, PipelineDraft draft, Mistakes mistakes) {
    var names = new PipelineNames(draft, mistakes);
    names.isTheFolders(folder);
    names.unique(draft.items("sources"), "topic", "source");
    names.unique(draft.items("rules"), "rule");
    names.unique(draft.items("references"), "reference");
    // Both become serving tables and analyst views, so they share one space of names.
    List<JsonPointer> served =
        Stream.concat(draft.items("aggregates").stream(), draft.items("rollups").stream()).toList();
    names.unique(served, "dataset");
    served.forEach(names::isFreeInClickHouse);
    names.unique(
        Stream.of("sessions", "funnels", "transforms")
            .flatMap(list -> draft.items(list).stream())
            .toList(),
        "curated dataset");
    for (JsonPointer funnel : draft.items("funnels")) {
      names.unique(draft.items(funnel.appendProperty("steps")), "step");
    }
    List<JsonPointer> checked =
        Stream.of("rollups", "sessions", "funnels", "transforms")
            .flatMap(list -> draft.items(list).stream())
            .toList();
    for (JsonPointer rollup : checked) {
      List<JsonPointer> checks = draft.items(rollup.appendProperty("checks"));
      names.unique(checks, "check");
      checks.forEach(names::boundsAreInOrder);
    }
    names.finalizes();
    names.from();
  }

  private void isTheFolders(String folder) {
    JsonPointer at = JsonPointer.compile("/name");
    draft
        .text(at)
        .filter(name -> !name.equals(folder))
        .ifPresent(
            name ->
                draft.report(
                    mistakes,
                    at,
                    "pipeline '%s' stands in a folder named '%s'".formatted(name, folder),
                    "Give both the same name"));
  }

  private void unique(List<JsonPointer> items, String kind) {
    unique(items, "name", kind);
  }

  private void unique(List<JsonPointer> items, String key, String kind) {
    Map<String, JsonPointer> first = new HashMap<>();
    for (JsonPointer item : items) {
      JsonPointer at = item.appendProperty(key);
      draft
          .text(at)
          .ifPresent(
              name -> {
                JsonPointer before = first.putIfAbsent(name, at);
                if (before != null) {
                  draft.report(
                      mistakes,
                      at,
                      "a second %s is named '%s', after line %d"
                          .formatted(kind, name, draft.yaml().line(before)),
                      "Rename or remove one of them");
                }
              });
    }
  }

  private void isFreeInClickHouse(JsonPointer item) {
    JsonPointer at = item.appendProperty("name");
    String name = draft.text(at).orElse("");
    ServingNames.takenBy(name)
        .ifPresent(
            owner ->
                draft.report(
                    mistakes,
                    at,
                    "'%s' is in ClickHouse the name of %s".formatted(name, owner),
                    "Give the dataset another name"));
  }

  private void boundsAreInOrder(JsonPointer check) {
    inOrder(check, "minimum", "maximum");
    inOrder(check, "minimum_ratio", "maximum_ratio");
    inOrder(check, "minimum_rate", "maximum_rate");
    inOrder(check, "minimum_days", "days");
  }

  private void inOrder(JsonPointer check, String lower, String upper) {
    JsonNode low = draft.yaml().root().at(check.appendProperty(lower));
    JsonNode high = draft.yaml().root().at(check.appendProperty(upper));
    if (low.isNumber() && high.isNumber() && low.asDouble() > high.asDouble()) {
      draft.report(
          mistakes,
          check.appendProperty(lower),
          "%s %s is above %s %s, so the check can never pass"
              .formatted(lower, low.asText(), upper, high.asText()),
          "Exchange them");
    }
  }

  private void finalizes() {
    Map<String, JsonPointer> aggregates = new HashMap<>();
    draft
        .items("aggregates")
        .forEach(item -> draft.text(item, "name").ifPresent(name -> aggregates.put(name, item)));
    List<String> taken = new ArrayList<>();
    for (JsonPointer rollup : draft.items("rollups")) {
      JsonPointer at = rollup.appendProperty("finalizes");
      String name = draft.text(at).orElse(null);
      if (name == null) {
        continue;
      }
      if (!aggregates.containsKey(name)) {
        draft.report(
            mistakes,
            at,
            "finalizes names '%s', which is no aggregate".formatted(name),
            ClosestName.remedy(name, aggregates.keySet()));
      } else if (taken.contains(name)) {
        draft.report(
            mistakes,
            at,
            "another rollup finalizes '%s' already".formatted(name),
            "Remove one of the two");
      } else if (!keys(rollup).equals(keys(aggregates.get(name)))) {
        draft.report(
            mistakes,
            at,
            "the rollup's key %s is not the key %s of the aggregate '%s' that it finalizes"
                .formatted(keys(rollup), keys(aggregates.get(name)), name),
            "Give both the same key");
      }
      taken.add(name);
    }
  }

  /** Each level is wider than the one below, so that no rollup is made of itself. */
  private void from() {
    Map<String, JsonPointer> rollups = new HashMap<>();
    draft
        .items("rollups")
        .forEach(item -> draft.text(item, "name").ifPresent(name -> rollups.put(name, item)));
    for (JsonPointer rollup : draft.items("rollups")) {
      JsonPointer at = rollup.appendProperty("from");
      String name = draft.text(at).orElse(null);
      if (name == null) {
        continue;
      }
      if (!rollups.containsKey(name)) {
        draft.report(
            mistakes,
            at,
            "from names '%s', which is no rollup of this pipeline".formatted(name),
            ClosestName.remedy(name, rollups.keySet()));
        continue;
      }
      Optional<Grain> grain = grain(rollup);
      Optional<Grain> below = grain(rollups.get(name));
      if (grain.isPresent() && below.isPresent() && !grain.get().isCoarserThan(below.get())) {
        draft.report(
            mistakes,
            at,
            "the rollup is %s, and '%s', which it is made of, is %s"
                .formatted(text(grain.get()), name, text(below.get())),
            "Make it of a finer rollup, or leave 'from' out to make it of raw");
      }
    }
  }

  private Optional<Grain> grain(JsonPointer rollup) {
    String grain = draft.text(rollup, "grain").orElse("");
    return Arrays.stream(Grain.values()).filter(each -> text(each).equals(grain)).findFirst();
  }

  private static String text(Grain grain) {
    return grain.name().toLowerCase(Locale.ROOT);
  }

  private List<String> keys(JsonPointer item) {
    return draft.texts(item, "key").stream().flatMap(at -> draft.text(at).stream()).toList();
  }
}
