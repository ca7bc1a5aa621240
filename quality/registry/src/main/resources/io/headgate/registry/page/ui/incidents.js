// What somebody must look at, newest first.

import { incidents as read } from "./api.js";
import { empty, h, replace } from "./dom.js";
import { toDataset, toIncidents } from "./routes.js";
import { duration, moment, sentence, time } from "./words.js";

const PAGE = 100;

export function incidents(route) {
  const isAll = route.query.all === "yes";
  const query = { open: isAll ? "" : "true", cursor: route.query.cursor, limit: PAGE };

  function show(content, { incidents: found, next_cursor: next }) {
    const now = new Date().toISOString();
    replace(content,
      h("p", {}, h("a", { id: "which", href: toIncidents({ all: isAll ? "" : "yes" }) },
        isAll ? "Show open ones only" : "Show those that have passed too")),
      found.length
        ? h("ul", { class: "cards", "aria-label": "Incidents" }, found.map((each) => card(each, now)))
        : empty(isAll ? "There has been no incident yet." : "No incident is open: nothing needs you now."),
      next ? h("p", {}, h("a", { id: "older", href: toIncidents({ all: isAll ? "yes" : "", cursor: next }) },
        "Older incidents")) : null);
  }

  return { title: "Incidents", load: (signal) => read(query, signal), show };
}

export function card(incident, now) {
  const isOpen = !incident.closed_at;
  return h("li", { class: `card ${isOpen ? "bad" : ""}` },
    h("h2", {}, sentence(incident.kind), " ",
      h("span", { class: `badge ${isOpen ? "shut" : "open"}` }, isOpen ? "open" : "passed")),
    h("p", {}, incident.text),
    h("p", { class: "small" },
      incident.dataset
        ? ["Dataset ", h("a", { id: `incident-${incident.id}`, href: toDataset(incident.dataset) }, incident.dataset)]
        : `Pipeline ${incident.pipeline}`,
      "; number ", String(incident.id), "; began ", time(incident.opened_at, now), ", ", moment(incident.opened_at),
      isOpen ? "." : `; lasted ${duration((new Date(incident.closed_at) - new Date(incident.opened_at)) / 1000)}.`));
}
