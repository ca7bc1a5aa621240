// Places of the page, as the part of the address behind #. Each can be sent to somebody.

export const toOverview = (query = {}) => `#/${search(query)}`;
export const toDataset = (dataset, key = "", query = {}) =>
  `#/datasets/${encodeURIComponent(dataset)}${key ? `/${encodeURIComponent(key)}` : ""}${search(query)}`;
export const toIncidents = (query = {}) => `#/incidents${search(query)}`;

function search(query) {
  const given = Object.entries(query).filter(([, value]) => value);
  return given.length ? `?${new URLSearchParams(given)}` : "";
}

function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

export function current() {
  const [path, text = ""] = location.hash.replace(/^#/, "").split("?", 2);
  const query = Object.fromEntries(new URLSearchParams(text));
  const words = path.split("/").filter(Boolean).map(decoded);
  if (words[0] === "datasets" && words[1]) {
    return { page: "dataset", dataset: words[1], key: words[2] ?? "", query };
  }
  if (words[0] === "incidents") {
    return { page: "incidents", query };
  }
  return words.length ? { page: "unknown", path, query } : { page: "overview", query };
}

// Another address for what is shown already, without a step for the back button.
export function rename(hash) {
  history.replaceState(history.state, "", hash);
}
