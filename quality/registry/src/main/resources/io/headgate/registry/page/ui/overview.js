// All datasets at a glance, problems first.

import { overview as read } from "./api.js";
import { empty, h, replace } from "./dom.js";
import { rename, toDataset, toIncidents, toOverview } from "./routes.js";
import { count, duration, gateWord, kind, plural, punctuality, score, sentence } from "./words.js";

const SHOWS = {
  "": ["All", () => true],
  problems: ["Problems", (each) => severity(each) > 0],
  shut: ["Shut", (each) => each.open === false],
  late: ["Late", (each) => each.sla === "LATE"],
  held: ["Held", (each) => each.holds > 0],
};

function severity(each) {
  return (each.open === false ? 16 : 0) + (each.sla === "LATE" ? 8 : 0) + (each.holds > 0 ? 4 : 0)
    + (each.open_incidents > 0 ? 2 : 0) + (each.sla === "AT_RISK" ? 1 : 0);
}

const problemsFirst = (a, b) =>
  severity(b) - severity(a) || (a.dataset < b.dataset ? -1 : 1);

export function overview(route) {
  const filter = { q: route.query.q ?? "", show: route.query.show ?? "", kind: route.query.kind ?? "" };
  let data = null;
  const tiles = h("ul", { class: "tiles", "aria-label": "Summary" });
  const found = h("p", { class: "small", id: "found", role: "status" });
  const list = h("div", {});

  const matches = (each) =>
    (SHOWS[filter.show] ?? SHOWS[""])[1](each)
    && (!filter.kind || each.kind === filter.kind)
    && filter.q.toLowerCase().split(/\s+/).every((word) =>
      `${each.dataset} ${each.pipeline} ${each.owner_team}`.toLowerCase().includes(word));

  function filtered() {
    rename(toOverview(filter));
    draw();
  }

  function controls() {
    return h("form", { class: "filters", role: "search", onsubmit: (event) => event.preventDefault() },
      h("label", {}, "Search", h("input", { id: "search", type: "search", value: filter.q,
        placeholder: "name, pipeline or owner",
        oninput: (event) => { filter.q = event.target.value; filtered(); } })),
      choice("show", "Show", Object.entries(SHOWS).map(([value, [label]]) => [value, label])),
      choice("kind", "Kind", [["", "All"], ...["RAW", "ROLLUP", "CURATED", "AGGREGATE", "QUARANTINE", "REFERENCE"]
        .map((each) => [each, kind(each)])]));
  }

  function choice(name, label, options) {
    return h("label", {}, label, h("select", { id: name,
      onchange: (event) => { filter[name] = event.target.value; filtered(); } },
    options.map(([value, text]) => h("option", { value, selected: filter[name] === value }, text))));
  }

  function draw() {
    const all = data.datasets;
    replace(tiles,
      tile(plural(all.length, "dataset"), toOverview()),
      tile(`${count(all.filter((each) => each.open === false).length)} shut`, toOverview({ show: "shut" })),
      tile(`${count(all.filter((each) => each.sla === "LATE").length)} late`, toOverview({ show: "late" })),
      tile(plural(data.open_incidents, "open incident"), toIncidents()));
    const shown = all.filter(matches).sort(problemsFirst);
    found.textContent = shown.length === all.length ? "" : `${shown.length} of ${all.length} match.`;
    replace(list, all.length === 0
      ? empty("No dataset is known yet. Apply a pipeline: headgate apply sql/pipelines/<name>.")
      : shown.length === 0
        ? empty("No dataset matches. Clear the search, or show all.")
        : grid(shown));
  }

  function show(content, answer) {
    data = answer;
    if (!list.isConnected) {
      replace(content, tiles, controls(), found, list);
    }
    content.querySelector(":scope > .bad")?.remove();
    draw();
  }

  function follow(to) {
    for (const name of Object.keys(filter)) {
      filter[name] = to.query[name] ?? "";
    }
    for (const name of ["show", "kind"]) {
      document.getElementById(name).value = filter[name];
    }
    document.getElementById("search").value = filter.q;
    draw();
    return true;
  }

  return {
    title: "Datasets",
    load: (signal) => read(signal),
    show,
    follow: (to) => data !== null && list.isConnected && follow(to),
  };
}

const tile = (text, href) => h("li", {}, h("a", { href, id: `tile-${href}` }, text));

function grid(datasets) {
  const heads = ["Dataset", "Gate", "Score", "Freshness", "SLA", "Owner", "Incidents"];
  return h("table", { class: "overview" },
    h("caption", { class: "unseen" }, "Datasets, problems first"),
    h("thead", {}, h("tr", {}, heads.map((head) => h("th", { scope: "col" }, head)))),
    h("tbody", {}, datasets.map(row)));
}

function row(each) {
  const cell = (label, ...children) => h("td", { "data-label": label }, ...children);
  return h("tr", { "data-dataset": each.dataset },
    h("th", { scope: "row" },
      h("a", { href: toDataset(each.dataset), id: `dataset-${each.dataset}` }, each.dataset),
      h("span", { class: "small" }, ` ${kind(each.kind)}`)),
    cell("Gate", gateWord(each.open),
      each.holds > 0 ? h("span", { class: "badge shut" }, "held") : null,
      each.open === false ? h("span", { class: "why" }, why(each)) : null,
      each.quarantined > 0 && each.open !== false
        ? h("span", { class: "why" }, `${plural(each.quarantined, "partition")} in quarantine`) : null),
    cell("Score", each.open === null ? "-" : score(each.score)),
    cell("Freshness", freshness(each)),
    cell("SLA", each.sla
      ? h("span", { class: `badge ${{ LATE: "shut", AT_RISK: "risk" }[each.sla] ?? "open"}` }, punctuality(each.sla))
      : each.retired_at ? "retired" : "-",
    each.late > 0 ? h("span", { class: "why" }, `${plural(each.late, "window")} late`) : null),
    cell("Owner", each.owner_team),
    cell("Incidents", each.open_incidents > 0
      ? h("a", { href: toIncidents(), id: `incidents-${each.dataset}` }, `${each.open_incidents} open`) : "none"));
}

function why(each) {
  if (each.reason) {
    return `${sentence(each.reason.code)}: ${each.reason.text}`;
  }
  return each.since === null ? "Nothing was written to it yet" : "Open it to see why";
}

export function freshness(each) {
  if (each.open === null) {
    return "-";
  }
  if (each.age_seconds === null) {
    return "no complete data yet";
  }
  return h("span", { title: `complete until ${each.complete_until}; due ${duration(each.sla_seconds)} after a window ends` },
    each.age_seconds <= 0 ? "up to now" : `${duration(each.age_seconds)} old`);
}
