package io.headgate.platform.contract;

import com.fasterxml.jackson.core.JsonPointer;
import java.time.Duration;
import java.util.List;

/**
 * Datasets that look further back into raw than it is kept: when one of their windows is over,
 * retention has removed what it reads, and every run is refused.
 */
final class LookBacks {
  private final PipelineDraft draft;
  private final Mistakes mistakes;
  private final PipelineContract contract;

  private LookBacks(PipelineDraft draft, Mistakes mistakes) {
    this.draft = draft;
    this.mistakes = mistakes;
    this.contract = draft.contract();
  }

  /**
   * Adds one mistake per input that reaches too far.
   *
   * @param draft without mistakes up to here
   */
  static void check(PipelineDraft draft, Mistakes mistakes) {
    var lookBacks = new LookBacks(draft, mistakes);
    lookBacks.check("sessions", lookBacks.contract.sessions());
    lookBacks.check("funnels", lookBacks.contract.funnels());
    lookBacks.check("transforms", lookBacks.contract.transforms());
  }

  /** A rollup reads its own window only. */
  private void check(String list, List<? extends BatchDataset> datasets) {
    List<JsonPointer> items = draft.items(list);
    for (int i = 0; i < items.size(); i++) {
      List<Input> inputs = datasets.get(i).inputs(contract);
      for (int j = 0; j < inputs.size(); j++) {
        // Sessions and funnels declare no inputs, and are told at their own line.
        JsonPointer input = items.get(i).appendProperty("inputs").appendIndex(j);
        check(datasets.get(i), inputs.get(j), input.appendProperty("look_back"));
      }
    }
  }

  private void check(BatchDataset dataset, Input input, JsonPointer at) {
    Duration kept = contract.retention().raw();
    Duration outlasting = dataset.grain().outlasting(input.lookBack());
    if (kept == null
        || !input.dataset().equals(contract.rawDataset())
        || kept.compareTo(outlasting) > 0) {
      return;
    }
    Duration enough = outlasting.plus(dataset.grain().unit().getDuration());
    draft.report(
        mistakes,
        at,
        "%s reads %s %s back, of which a day is kept for %s from its end on (retention.raw), so the first is gone when a window is over"
            .formatted(dataset.dataset(), input.dataset(), text(input.lookBack()), text(kept)),
        "Give retention.raw %s or more%s"
            .formatted(
                text(enough), dataset instanceof Transform ? ", or a shorter look_back" : ""));
  }

  private static String text(Duration length) {
    return length.equals(Duration.ofDays(length.toDays()))
        ? "P%dD".formatted(length.toDays())
        : length.toString();
  }
}
