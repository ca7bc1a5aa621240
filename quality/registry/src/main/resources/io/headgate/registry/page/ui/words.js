// Numbers, times and states as a person says them.

import { h } from "./dom.js";

const COUNT = new Intl.NumberFormat("en");
const SHORT = new Intl.NumberFormat("en", { notation: "compact", maximumFractionDigits: 1 });
const UNITS = [["d", 86400], ["h", 3600], ["min", 60], ["s", 1]];

export const count = (number) => COUNT.format(number);
export const short = (number) => SHORT.format(number);
export const plural = (number, one, many = `${one}s`) =>
  `${count(number)} ${number === 1 ? one : many}`;

// The two largest units: 26 h are "1 d 2 h".
export function duration(seconds) {
  const whole = Math.max(0, Math.round(seconds));
  const first = UNITS.findIndex(([, size]) => whole >= size);
  if (first < 0) {
    return "0 s";
  }
  const [unit, size] = UNITS[first];
  const rest = UNITS[first + 1];
  const more = rest ? Math.floor((whole % size) / rest[1]) : 0;
  return `${Math.floor(whole / size)} ${unit}${more > 0 ? ` ${more} ${rest[0]}` : ""}`;
}

export const utc = (instant) =>
  `${new Date(instant).toISOString().slice(0, 16).replace("T", " ")} UTC`;

// "5 min ago", with the exact time for who points at it; now is the registry's, not the browser's.
export function time(instant, now) {
  if (!instant) {
    return "";
  }
  const seconds = (new Date(now) - new Date(instant)) / 1000;
  const text = seconds >= 0 ? `${duration(seconds)} ago` : `in ${duration(-seconds)}`;
  return h("time", { datetime: instant, title: utc(instant) }, text);
}

export const moment = (instant) =>
  instant ? h("time", { datetime: instant }, utc(instant)) : "";

// Three digits, cut and not rounded: what is below a threshold must not look as if it reached it.
export const score = (value) =>
  value === null || value === undefined
    ? "never checked"
    : value === 1 ? "1.00" : (Math.floor(value * 1000 + 1e-9) / 1000).toFixed(3);

export const STATES = {
  EXPECTED: "expected, not written yet",
  WRITTEN: "written, not checked yet",
  CHECKED: "checked, not published yet",
  PUBLISHED: "published",
  QUARANTINED: "quarantined",
  DIRTY: "published, newer input waits",
};

export const state = (name) => STATES[name] ?? name;

export const KINDS = {
  RAW: "raw events",
  QUARANTINE: "quarantine",
  AGGREGATE: "live aggregate",
  ROLLUP: "rollup",
  CURATED: "curated",
  REFERENCE: "reference",
};

export const kind = (name) => KINDS[name] ?? sentence(name);

const SLA = { ON_TIME: "on time", AT_RISK: "at risk", LATE: "late" };

export const punctuality = (name) => (name ? SLA[name] ?? name : "none");

// SCORE_TOO_LOW is "Score too low".
export function sentence(code) {
  const words = code.toLowerCase().replaceAll("_", " ").replace(/\bsla\b/g, "SLA");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

export function gateWord(open) {
  if (open === null || open === undefined) {
    return h("span", { class: "badge none" }, "no gate");
  }
  return h("span", { class: `badge ${open ? "open" : "shut"}` }, open ? "open" : "shut");
}

export function reason(each, now) {
  return h("li", { class: each.shuts ? "shuts" : "told" },
    h("p", {}, h("strong", {}, sentence(each.code)), ": ", each.text, ". ",
      h("span", { class: "small" }, "Since ", time(each.since, now), each.shuts ? "" : "; it does not shut the gate", ".")),
    each.remedy ? h("p", { class: "remedy" }, h("strong", {}, "What to do: "), each.remedy) : null);
}
