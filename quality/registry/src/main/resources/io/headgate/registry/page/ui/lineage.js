// What the dataset is made from and what is made from it, to columns.

import * as api from "./api.js";
import { h, problem, replace, svg } from "./dom.js";
import { toDataset } from "./routes.js";
import { kind, plural, sentence, utc } from "./words.js";

const LINKED = new Set(["RAW", "QUARANTINE", "AGGREGATE", "ROLLUP", "CURATED", "REFERENCE"]);
const id = (dataset, column) => `${dataset}\u0000${column}`;

export function lineageGraph(dataset, initial, chosen) {
  let graph = null;
  let root = null;
  let first = initial;
  let active = "";
  let observer = null;
  const told = h("div", { id: "column-told", "aria-live": "polite" });

  function draw(value) {
    graph = value;
    const depth = depths();
    const levels = [...new Set(depth.values())].sort((a, b) => a - b);
    root = h("div", { class: "lineage", id: "lineage-graph", role: "group", "aria-label": "Lineage; choose a column to follow it" },
      svg("svg", { class: "edges", "aria-hidden": "true" }),
      levels.map((level) => h("div", { class: "level" },
        h("p", { class: "small" }, level === 0 ? "This dataset" : level < 0 ? `${-level} before` : `${level} after`),
        graph.nodes.filter((node) => depth.get(node.dataset) === level).map(card))));
    highlight(active);
    return [h("p", { class: "small" }, graph.edges.length
      ? `${plural(graph.nodes.length, "dataset")}, joined by ${plural(graph.edges.length, "job")}. Choose a column to see what it is made from and what breaks without it.`
      : "No job is known that reads or writes it."), root, told];
  }

  // Steps from this dataset: upstream below 0, downstream above.
  function depths() {
    const depth = new Map([[dataset, 0]]);
    for (const sign of [-1, 1]) {
      let front = [dataset];
      for (let step = 1; front.length; step++) {
        front = front.flatMap((name) => graph.edges
          .filter((edge) => (sign < 0 ? edge.to : edge.from) === name)
          .map((edge) => (sign < 0 ? edge.from : edge.to)))
          .filter((name) => !depth.has(name));
        front.forEach((name) => depth.set(name, sign * step));
        front = [...new Set(front)];
      }
    }
    for (const node of graph.nodes) {
      if (!depth.has(node.dataset)) {
        depth.set(node.dataset, node.distance);
      }
    }
    return depth;
  }

  function columnsOf(name) {
    const found = new Set();
    for (const each of graph.edges.flatMap((edge) => edge.columns)) {
      if (each.from_dataset === name) {
        found.add(each.from_column);
      }
      if (each.to_dataset === name) {
        found.add(each.to_column);
      }
    }
    found.delete("*");
    return [...found].sort();
  }

  function card(node) {
    const name = node.dataset;
    return h("div", { class: `node ${name === dataset ? "here" : ""}`, "data-dataset": name },
      h("p", {}, LINKED.has(node.kind) && name !== dataset
        ? h("a", { href: toDataset(name), id: `node-${name}` }, name) : h("strong", {}, name)),
      h("p", { class: "small" }, kind(node.kind)),
      h("ul", {}, columnsOf(name).map((each) => h("li", {},
        h("button", { type: "button", id: `column-${name}-${each}`, "data-column": id(name, each), "aria-pressed": "false",
          onclick: () => choose(name, each) }, each,
        node.masked[each] ? h("span", { class: "badge risk" }, `masked: ${node.masked[each].toLowerCase()}`) : null)))));
  }

  // All columns that this one is made from (by), or that are made from it.
  function reach(start, isForward) {
    const seen = new Set([start]);
    const edges = graph.edges.flatMap((edge) => edge.columns)
      .map((each) => [id(each.from_dataset, each.from_column), id(each.to_dataset, each.to_column)]);
    let grew = true;
    while (grew) {
      grew = false;
      for (const [from, to] of edges) {
        const [at, next] = isForward ? [from, to] : [to, from];
        if (seen.has(at) && !seen.has(next)) {
          seen.add(next);
          grew = true;
        }
      }
    }
    return seen;
  }

  function highlight(start) {
    const hit = start ? new Set([...reach(start, true), ...reach(start, false)]) : new Set();
    root.classList.toggle("following", hit.size > 0);
    for (const button of root.querySelectorAll("button")) {
      button.classList.toggle("hit", hit.has(button.dataset.column));
      button.setAttribute("aria-pressed", String(button.dataset.column === start));
    }
    return hit;
  }

  async function choose(name, each) {
    const isSame = active === id(name, each);
    active = isSame ? "" : id(name, each);
    highlight(active);
    chosen(name === dataset && !isSame ? each : "");
    if (isSame) {
      replace(told);
      return;
    }
    const sources = graph.edges.flatMap((edge) => edge.columns)
      .filter((edge) => edge.to_dataset === name && (edge.to_column === each || edge.to_column === "*"));
    replace(told, h("h3", {}, `Column ${each} of ${name}`), origins(sources), h("p", {}, "Asking what breaks without it"));
    try {
      const impact = await api.impact(name, each);
      if (active !== id(name, each)) {
        return;
      }
      replace(told, h("h3", {}, `Column ${each} of ${name}`), origins(sources), consequences(impact));
    } catch (error) {
      replace(told, problem(error));
    }
  }

  function origins(sources) {
    return sources.length
      ? h("ul", {}, sources.map((edge) => h("li", {},
        `${edge.kind === "DIRECT" ? "made from" : "decided by"} ${edge.from_column === "*" ? "the rows" : edge.from_column} of ${edge.from_dataset} (${sentence(edge.subtype).toLowerCase()}${edge.masking ? `, masked: ${edge.masking.toLowerCase()}` : ""})`)))
      : h("p", {}, "Nothing is recorded that it is made from.");
  }

  function connect() {
    observer?.disconnect();
    if (!root?.isConnected) {
      return;
    }
    observer = new ResizeObserver(() => edges());
    observer.observe(root);
    if (first && columnsOf(dataset).includes(first)) {
      choose(dataset, first);
      first = "";
    }
  }

  function edges() {
    const surface = root.querySelector("svg");
    const frame = surface.getBoundingClientRect();
    const card = (name) => root.querySelector(`[data-dataset="${CSS.escape(name)}"]`)?.getBoundingClientRect();
    surface.replaceChildren(...graph.edges.flatMap((edge) => {
      const [from, to] = [card(edge.from), card(edge.to)];
      if (!from || !to) {
        return [];
      }
      const aside = to.left >= from.right;
      const [x1, y1] = aside ? [from.right - frame.left, from.top - frame.top + 18] : [from.left - frame.left + 18, from.bottom - frame.top];
      const [x2, y2] = aside ? [to.left - frame.left, to.top - frame.top + 18] : [to.left - frame.left + 18, to.top - frame.top];
      const bend = aside ? `C${(x1 + x2) / 2} ${y1} ${(x1 + x2) / 2} ${y2} ${x2} ${y2}` : `C${x1} ${(y1 + y2) / 2} ${x2} ${(y1 + y2) / 2} ${x2} ${y2}`;
      return [svg("path", { d: `M${x1} ${y1}${bend}` }, svg("title", {}, `${edge.job}${edge.run_at ? `, ${utc(edge.run_at)}` : ""}`))];
    }));
  }

  return { draw, connect };
}

function consequences(impact) {
  const lines = [
    ...impact.datasets.map((hit) => `${hit.dataset}: ${hit.rows ? "which rows there are" : hit.columns.join(", ")}`),
    ...impact.uses.map((use) => `${sentence(use.kind).toLowerCase()} ${use.name} of pipeline ${use.pipeline}`),
    ...impact.consumers.map((consumer) => `reader ${consumer.name}, of ${consumer.dataset}`),
  ];
  return lines.length
    ? [h("p", {}, "Without it these break:"), h("ul", {}, lines.map((line) => h("li", {}, line)))]
    : h("p", {}, "Nothing breaks without it.");
}
