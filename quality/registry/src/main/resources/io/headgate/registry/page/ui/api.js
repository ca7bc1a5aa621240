// The registry's calls. A problem that it answers becomes an error whose text says what to do.

const KEY = "headgate.key";
const PATIENCE_MILLIS = 20_000;

export class ApiError extends Error {
  constructor(status, title, detail) {
    super(detail);
    this.status = status;
    this.title = title;
  }
}

export function storedKey() {
  return sessionStorage.getItem(KEY) ?? "";
}

export function storeKey(key) {
  if (key) {
    sessionStorage.setItem(KEY, key);
  } else {
    sessionStorage.removeItem(KEY);
  }
}

// Snapshot ids have 64 bits, and a number of JavaScript 53: such numbers are kept as text.
const parse = (text) => JSON.parse(text.replace(/"(\w+)":(-?\d{16,})/g, '"$1":"$2"'));

export async function get(path, query = {}, signal = new AbortController().signal) {
  const url = new URL(path, location.origin);
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== null && value !== "") {
      url.searchParams.set(name, value);
    }
  }
  const headers = { Accept: "application/json" };
  if (storedKey()) {
    headers.Authorization = `Bearer ${storedKey()}`;
  }
  let response;
  let text;
  try {
    response = await fetch(url, { headers, cache: "no-store",
      // Else the browser asks for a name and a password by itself, as the registry takes Basic too.
      credentials: "omit",
      signal: AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MILLIS)]) });
    text = await response.text();
  } catch (error) {
    if (signal.aborted) {
      throw error;
    }
    throw new ApiError(0, "The registry does not answer",
      "Look whether it runs (headgate status), and whether you can reach it. This page tries again by itself.");
  }
  if (response.ok) {
    return parse(text);
  }
  let problem = {};
  try {
    problem = parse(text);
  } catch {
    // Something between here and the registry has answered.
  }
  if (response.status === 401 && !storedKey()) {
    throw new ApiError(401, "A key is needed",
      "The registry shows its data only to those who have a key. Enter one by the button 'Key' above.");
  }
  throw new ApiError(response.status, problem.title ?? `Answer ${response.status}`,
    problem.detail ?? "Something between this page and the registry refused the call. Try again later.");
}

const name = encodeURIComponent;

export const overview = (signal) => get("/v1/overview", {}, signal);
export const gate = (dataset, signal) => get(`/v1/gates/${name(dataset)}`, {}, signal);
export const calendar = (dataset, query, signal) =>
  get(`/v1/datasets/${name(dataset)}/calendar`, query, signal);
export const partition = (dataset, key, signal) =>
  get(`/v1/datasets/${name(dataset)}/partitions/${name(key)}`, {}, signal);
export const transitions = (dataset, key, signal) =>
  get(`/v1/datasets/${name(dataset)}/partitions/${name(key)}/transitions`, { limit: 100 }, signal);
export const gateHistory = (dataset, key, signal) =>
  get(`/v1/gates/${name(dataset)}/history`, { partition: key, limit: 50 }, signal);
export const holds = (dataset, signal) =>
  get(`/v1/gates/${name(dataset)}/holds`, { limit: 50 }, signal);
export const acceptances = (dataset, signal) =>
  get(`/v1/gates/${name(dataset)}/acceptances`, { limit: 50 }, signal);
export const lineage = (dataset, signal) =>
  get(`/v1/lineage/${name(dataset)}`, { depth: 5 }, signal);
export const impact = (dataset, column, signal) =>
  get(`/v1/lineage/${name(dataset)}/impact`, { column }, signal);
export const ledger = (dataset, signal) => get("/v1/ledger", { dataset, limit: 200 }, signal);
export const queries = (signal) => get("/v1/queries", {}, signal);
export const lag = (signal) => get("/v1/lag", {}, signal);
export const incidents = (query, signal) => get("/v1/incidents", query, signal);
