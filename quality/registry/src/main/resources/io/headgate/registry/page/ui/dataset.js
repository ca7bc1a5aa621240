// One dataset: its gate, its partitions, its quality over time, where it comes from and goes.

import * as api from "./api.js";
import { stepChart } from "./charts.js";
import { empty, h, problem, replace, section, table } from "./dom.js";
import { heatmap } from "./heatmap.js";
import { lineageGraph } from "./lineage.js";
import { freshness } from "./overview.js";
import { partitionPanel } from "./partition.js";
import { rename, toDataset, toOverview } from "./routes.js";
import { stream } from "./stream.js";
import { count, gateWord, kind, moment, plural, punctuality, reason, score, time, utc } from "./words.js";

const CELLS = { MINUTELY: 24 * 31, HOURLY: 24 * 31, DAILY: 371 };
const MOST_CELLS = 10_000;

export function dataset(route, reload) {
  const name = route.dataset;
  const raw = (pipeline) => `raw.${pipeline}`;
  let key = route.key;
  let cells = 0;
  let pipeline = "";
  const panel = partitionPanel(name, () => pipeline);
  const map = heatmap(name, () => key);
  const graph = lineageGraph(name, route.query.column ?? "",
    (column) => rename(toDataset(name, key, { column })));

  async function load(signal) {
    const all = await api.overview(signal);
    const entry = all.datasets.find((each) => each.dataset === name);
    if (!entry) {
      throw new api.ApiError(404, "Dataset not known",
        `There is no dataset '${name}'. Correct the address, or go to all datasets and search.`);
    }
    pipeline = entry.pipeline;
    const [gate, calendar, history, holds, acceptances, lineage, ledger, queries, lag] =
      await Promise.allSettled([
        api.gate(name, signal),
        api.calendar(name, { limit: cells || "" }, signal).then((first) => sized(first, signal)),
        api.gateHistory(name, undefined, signal),
        api.holds(name, signal),
        api.acceptances(name, signal),
        api.lineage(name, signal),
        api.ledger(raw(entry.pipeline), signal),
        api.queries(signal),
        api.lag(signal),
      ]);
    signal.throwIfAborted();
    if (gate.status === "rejected") {
      throw gate.reason;
    }
    await panel.load(key, signal);
    return { now: all.as_of, entry, gate, calendar, history, holds, acceptances, lineage, ledger, queries, lag };
  }

  // How many partitions fill the calendar is known when its grain is.
  function sized(first, signal) {
    const wanted = CELLS[first.grain] ?? CELLS.DAILY;
    if (cells > 0 || first.before === null || first.cells.length >= wanted) {
      cells = Math.max(cells, first.cells.length, wanted);
      return first;
    }
    cells = wanted;
    return api.calendar(name, { limit: wanted }, signal);
  }

  function older() {
    cells = Math.min(MOST_CELLS, cells * 2);
    reload();
  }

  function show(content, data) {
    const { now, entry } = data;
    replace(content,
      h("p", {}, h("a", { href: toOverview(), id: "all" }, "All datasets"), ` / ${kind(entry.kind)} of pipeline ${entry.pipeline}, owned by ${entry.owner_team}`),
      facts(entry, data.gate.value),
      section("reasons", "Reasons", reasons(data.gate.value, now)),
      section("partitions", "Partitions", part(data.calendar, (calendar) => [
        map.draw(calendar),
        calendar.before === null ? null
          : cells < MOST_CELLS ? h("button", { type: "button", id: "older", onclick: older }, "Show older partitions")
            : h("p", { class: "small" }, `Older ones: GET /v1/datasets/${name}/calendar?before=${calendar.before}.`),
        panel.element,
      ])),
      section("scores", "Score over time", part(data.calendar, (calendar) => scores(calendar, entry.kind))),
      section("stream", "Stream of the pipeline", part(data.ledger, (rows) =>
        stream(raw(entry.pipeline), entry.pipeline, rows.ledger, data.queries.value?.queries ?? [], data.lag.value?.lag ?? [], now))),
      section("lineage", "Lineage", part(data.lineage, (value) => graph.draw(value))),
      section("history", "Openings and closings", part(data.history, (value) => changes(value.history))),
      section("holds", "Holds", part(data.holds, (value) => holdTable(value.holds, now))),
      section("acceptances", "Acceptances", part(data.acceptances, (value) => acceptanceTable(value.acceptances, now))));
    graph.connect();
  }

  // Another partition of the same dataset: only the panel changes, and takes the focus.
  function follow(to) {
    if (to.dataset !== name || !panel.element.isConnected) {
      return false;
    }
    key = to.key;
    map.mark();
    panel.load(key, new AbortController().signal).then(() => (key ? panel.focus() : map.focus()));
    return true;
  }

  return { title: name, load, show, follow };
}

// What one call answered; one that failed leaves the others.
function part(settled, draw) {
  return settled.status === "fulfilled" ? draw(settled.value) : problem(settled.reason);
}

function facts(entry, gate) {
  const fact = (term, ...what) => h("div", {}, h("dt", {}, term), h("dd", {}, ...what));
  return h("dl", { class: "facts" },
    fact("Gate", gateWord(entry.open === null ? null : gate.open)),
    fact("Score", score(gate.quality_score)),
    fact("Freshness", freshness(entry)),
    fact("SLA", entry.retired_at ? "none: retired" : punctuality(entry.sla), entry.late > 0 ? `, ${plural(entry.late, "window")} late` : ""),
    fact("Partitions", count(entry.partitions), entry.quarantined > 0 ? `, ${count(entry.quarantined)} in quarantine` : ""),
    fact("Readers see snapshot", gate.snapshot_id === null ? "none yet" : String(gate.snapshot_id)));
}

function reasons(gate, now) {
  return [
    gate.arithmetic ? h("p", {}, `Score: ${gate.arithmetic}.`) : null,
    gate.reasons.length
      ? h("ul", { class: "reasons" }, gate.reasons.map((each) => reason(each, now)))
      : empty("Nothing is wrong with it."),
  ];
}

function scores(calendar, its) {
  const points = calendar.cells.filter((cell) => cell.score !== null)
    .map((cell) => ({ at: cell.key, value: cell.score })).reverse();
  return points.length
    ? stepChart({ id: "score-chart", title: "Score of each partition", points, most: 1,
      text: score, bad: (value) => value < 1 })
    : empty(its === "RAW"
      ? "Raw events have no score per partition: the ledger must balance, and the gate says whether it does."
      : "No partition was checked yet.");
}

function changes(history) {
  return history.length
    ? table("Openings and closings of the gate", ["When", "Gate", "Why", "Score"], history.map(({ changed_at: at, answer }) => [
      moment(at), gateWord(answer.open),
      answer.reasons.filter((each) => each.shuts !== answer.open).map((each) => each.text).join("; ") || "nothing was wrong",
      score(answer.quality_score)]))
    : empty("The gate has neither opened nor shut yet.");
}

function holdTable(holds, now) {
  const ended = (hold) => hold.released_at
    ? `released by ${hold.released_by}, ${utc(hold.released_at)}`
    : hold.until && new Date(hold.until) <= new Date(now) ? `ended ${utc(hold.until)}`
      : hold.until ? `in force until ${utc(hold.until)}` : "in force";
  return holds.length
    ? table("Holds", ["Of", "Reason", "Who", "When", "State"], holds.map((hold) => [
      hold.partition_key ?? "the dataset", hold.reason, hold.who, moment(hold.created_at), ended(hold)]))
    : empty("Nobody has held it. To do so: headgate gates hold DATASET --reason '...'.");
}

function acceptanceTable(acceptances, now) {
  return acceptances.length
    ? table("Acceptances", ["Partition", "Reason", "Who", "When", "Ends"], acceptances.map((each) => [
      each.partition_key, each.reason, each.who, moment(each.created_at), time(each.until, now)]))
    : empty("Nobody has accepted a partition that failed.");
}
