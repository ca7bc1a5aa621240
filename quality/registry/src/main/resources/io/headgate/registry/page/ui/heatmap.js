// Partitions as a calendar: a block per month for days, a row per day for hours.

import { empty, h, table } from "./dom.js";
import { toDataset } from "./routes.js";
import { count, gateWord, plural, score, state } from "./words.js";

const MONTH = new Intl.DateTimeFormat("en", { month: "short", year: "numeric", timeZone: "UTC" });
const DAY = 86_400_000;
const WEEKDAYS = ["M", "T", "W", "T", "F", "S", "S"];
const timeOf = (key) => key.replace(/^event_date=/, "");

// Its start, in milliseconds.
const instant = (key) => Date.parse(timeOf(key).length === 13 ? `${timeOf(key)}:00Z` : timeOf(key));

// What a cell looks like; problems before all else.
export function look(cell) {
  if (cell.state === "QUARANTINED") {
    return "quarantined";
  }
  // Raw events are not published: jobs read what is written.
  const isReadable = ["PUBLISHED", "DIRTY"].includes(cell.state)
    || (cell.state === "WRITTEN" && cell.key.startsWith("event_date="));
  if (!isReadable) {
    return "waiting";
  }
  if (cell.open === false) {
    return "shut";
  }
  if (cell.state === "DIRTY") {
    return "dirty";
  }
  return cell.score !== null && cell.score < 1 ? "weak" : "good";
}

export function words(cell) {
  return [
    `${cell.key}: ${state(cell.state)}`,
    cell.open === null ? null : `gate ${cell.open ? "open" : "shut"}`,
    cell.timeliness === "LATE" ? "late" : null,
    cell.score === null ? null : `score ${score(cell.score)}`,
    cell.rows === null ? "no rows yet" : plural(cell.rows, "row"),
  ].filter(Boolean).join(", ");
}

// From Monday, 0, to Sunday, 6.
const weekday = (day) => (new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7;

// What names no time has no place of its own: the next one that is free.
function at(element, column, row) {
  if (column >= 1) {
    element.style.gridColumn = column;
    element.style.gridRow = row;
  }
  return element;
}

function title(group) {
  const month = new Date(`${group}-01T00:00:00Z`);
  return Number.isNaN(month.getTime()) ? group : MONTH.format(month);
}

export function heatmap(dataset, chosen) {
  let root = null;
  let isTable = false;

  function draw(calendar) {
    const cells = [...calendar.cells].reverse();
    if (cells.length === 0) {
      root = null;
      return empty("It has no partition yet. The first comes with the first run, or with the first rows of the stream.");
    }
    const hourly = timeOf(cells[0].key).length === 13;
    const groups = new Map();
    for (const cell of cells) {
      const group = timeOf(cell.key).slice(0, hourly ? 10 : 7);
      groups.set(group, [...(groups.get(group) ?? []), cell]);
    }
    const blocks = [...groups].reverse().map(([group, its]) => block(group, its, hourly));
    if (hourly) {
      blocks.unshift(h("div", { class: "block small", "aria-hidden": "true" }, h("span", {}, "Hour (UTC)"),
        h("div", { class: "cells" }, [0, 6, 12, 18].map((hour) => at(h("span", {}, String(hour)), hour + 1, 1)))));
    }
    root = h("div", { class: `calendar ${hourly ? "hours" : "days"}`, role: "group",
      "aria-label": "Partitions; arrow keys go from one to the next, Enter shows its reasons",
      onkeydown: (event) => step(event, hourly ? DAY : 7 * DAY) }, blocks);
    mark();
    return [h("p", { id: "calendar-summary" }, summary(cells)), legend(), root, asTable(cells)];
  }

  // Filled when it is first unfolded; drawn anew, it is as high as before, so that nothing jumps.
  function asTable(cells) {
    const details = h("details", { open: isTable }, h("summary", { id: "as-table" }, "The same as a table"),
      isTable ? asRows(cells) : null);
    details.addEventListener("toggle", () => {
      isTable = details.open;
      if (isTable && details.children.length === 1) {
        details.append(asRows(cells));
      }
    });
    return details;
  }

  function block(group, cells, hourly) {
    return h("div", { class: "block" },
      h("h3", { class: "small" }, title(group)),
      h("div", { class: "cells" },
        hourly ? null : WEEKDAYS.map((day, index) => at(h("span", { class: "weekday", "aria-hidden": "true" }, day), index + 1, 1)),
        cells.map((cell) => place(cell, hourly))));
  }

  function place(cell, hourly) {
    const link = h("a", { href: toDataset(dataset, cell.key), id: `cell-${cell.key}`, tabindex: "-1",
      class: `cell ${look(cell)}${cell.timeliness === "LATE" ? " late" : ""}`, "data-key": cell.key,
      "data-state": cell.state, "aria-label": words(cell), title: words(cell) });
    const key = timeOf(cell.key);
    if (hourly) {
      return at(link, Number(key.slice(11, 13)) + 1, 1);
    }
    const day = Number(key.slice(8, 10));
    const before = weekday(`${key.slice(0, 7)}-01`);
    return at(link, weekday(key) + 1, Math.floor((day - 1 + before) / 7) + 2);
  }

  // One cell can be reached by Tab; the arrows move from it.
  function mark() {
    if (!root) {
      return;
    }
    const links = inOrder();
    const current = links.find((link) => link.dataset.key === chosen());
    const first = current ?? links.findLast((link) => /quarantined|shut/.test(link.className)) ?? links.at(-1);
    for (const link of links) {
      link.tabIndex = link === first ? 0 : -1;
      if (link === current) {
        link.setAttribute("aria-current", "true");
      } else {
        link.removeAttribute("aria-current");
      }
    }
  }

  // By time; blocks stand with the newest first.
  const inOrder = () => [...root.querySelectorAll("a")].sort((a, b) => (a.dataset.key < b.dataset.key ? -1 : 1));

  function step(event, row) {
    const links = inOrder();
    const at = links.indexOf(document.activeElement);
    const time = at < 0 ? NaN : instant(links[at].dataset.key);
    const upTo = (end) => links.findLastIndex((link) => instant(link.dataset.key) <= end);
    const to = { ArrowLeft: () => at - 1, ArrowRight: () => at + 1,
      ArrowUp: () => upTo(time - row), ArrowDown: () => Math.max(upTo(time + row), at),
      Home: () => 0, End: () => links.length - 1 }[event.key]?.();
    if (at < 0 || to === undefined || event.ctrlKey || event.altKey || event.metaKey) {
      return;
    }
    event.preventDefault();
    const next = links[Math.min(links.length - 1, Math.max(0, to))];
    links[at].tabIndex = -1;
    next.tabIndex = 0;
    next.focus();
  }

  const focus = () => root?.querySelector('[tabindex="0"]')?.focus();

  return { draw, mark, focus };
}

function summary(cells) {
  const of = (wanted) => cells.filter((cell) => look(cell) === wanted).length;
  const late = cells.filter((cell) => cell.timeliness === "LATE").length;
  const told = [[of("good"), "good"], [of("weak"), "below full score"], [of("dirty"), "with newer input waiting"],
    [of("waiting"), "not published yet"], [of("quarantined"), "in quarantine"], [of("shut"), "published with a shut gate"],
    [late, "late"]];
  return `${plural(cells.length, "partition")} from ${cells[0].key} to ${cells.at(-1).key}: ${
    told.filter(([number]) => number > 0).map(([number, text]) => `${number} ${text}`).join(", ")}.`;
}

function legend() {
  const looks = { good: "good", weak: "below full score", dirty: "newer input waits", waiting: "not published yet",
    quarantined: "quarantined", shut: "gate shut", late: "late" };
  return h("ul", { class: "legend", "aria-hidden": "true" }, Object.entries(looks).map(([name, text]) =>
    h("li", {}, h("span", { class: `cell ${name === "late" ? "good late" : name}` }), text)));
}

const asRows = (cells) => table("Partitions, newest first", ["Partition", "State", "Gate", "SLA", "Score", "Rows"],
  [...cells].reverse().map((cell) => [cell.key, state(cell.state), gateWord(cell.open),
    cell.timeliness === "LATE" ? "late" : "on time", score(cell.score), cell.rows === null ? "-" : count(cell.rows)]));
