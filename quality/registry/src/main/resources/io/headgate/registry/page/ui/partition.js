// One partition: why its gate is open or shut, its checks, and its life.

import * as api from "./api.js";
import { empty, h, problem, replace, table } from "./dom.js";
import { toDataset } from "./routes.js";
import { count, gateWord, moment, plural, reason, score, sentence, state } from "./words.js";

// pipeline is asked for when it is drawn: the dataset's entry is read after the panel is made.
export function partitionPanel(dataset, pipeline) {
  const element = h("div", { id: "partition", class: "panel", role: "region", "aria-labelledby": "partition-title" });
  element.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      document.querySelector(".calendar a[aria-current]")?.focus();
    }
  });
  let wanted = "";

  async function load(key, signal) {
    wanted = key;
    if (!key) {
      replace(element, h("h3", { id: "partition-title" }, "No partition chosen"),
        h("p", { class: "small" }, "Choose one in the calendar to see its reasons: by arrow keys and Enter, or by a click."));
      return;
    }
    try {
      const [partition, steps, history] = await Promise.all([
        api.partition(dataset, key, signal),
        api.transitions(dataset, key, signal),
        api.gateHistory(dataset, key, signal),
      ]);
      if (wanted === key) {
        draw(key, partition, steps.transitions, history.history);
      }
    } catch (error) {
      if (error.name === "AbortError") {
        throw error;
      }
      if (wanted === key) {
        replace(element, h("h3", { id: "partition-title", tabindex: "-1" }, key), problem(error));
      }
    }
  }

  function draw(key, partition, steps, history) {
    const { gate } = partition;
    replace(element,
      h("h3", { id: "partition-title", tabindex: "-1" }, key, " ", gateWord(gate.open)),
      h("p", {}, `${sentence(state(partition.state))}; ${partition.timeliness === "LATE" ? "late" : "on time"}; `,
        partition.row_count === null ? "never written" : plural(partition.row_count, "row"),
        `; score ${score(partition.quality_score)}`, partition.arithmetic ? ` (${partition.arithmetic})` : "", "."),
      gate.reasons.length
        ? h("ul", { class: "reasons", "aria-label": "Reasons" }, gate.reasons.map((each) => reason(each, gate.as_of)))
        : empty("Nothing is wrong with it."),
      partition.checks.length
        ? table("Checks", ["Check", "Outcome", "Weight", "Measured"], partition.checks.map((check) => [
          check.name, h("span", { class: `badge ${{ PASSED: "open", FAILED: "shut" }[check.outcome] ?? "none"}` },
            sentence(check.outcome)), count(check.weight), check.detail]))
        : null,
      partition.checks.some((check) => check.outcome === "FAILED")
        ? h("p", { id: "offending" }, "Where single rows failed a check, an operator sees them with ",
          h("code", {}, `headgate offending ${pipeline()} ${dataset} ${key}`))
        : null,
      h("details", {}, h("summary", { id: "life" }, "Its life"),
        steps.length
          ? table("Steps", ["When", "From", "To", "Who", "Why"], steps.map((step) => [
            moment(step.happened_at), step.from ? state(step.from) : "", state(step.to), step.who, step.reason]))
          : empty("It has taken no step yet."),
        history.length
          ? table("Openings and closings of its gate", ["When", "Gate", "Why"], history.map((change) => [
            moment(change.changed_at), gateWord(change.answer.open),
            change.answer.reasons.map((each) => each.text).join("; ") || "nothing was wrong"]))
          : empty("Its gate has neither opened nor shut yet.")),
      h("p", {}, h("a", { id: "partition-link", href: toDataset(dataset) }, "Close")));
  }

  return { element, load, focus: () => document.getElementById("partition-title")?.focus() };
}
