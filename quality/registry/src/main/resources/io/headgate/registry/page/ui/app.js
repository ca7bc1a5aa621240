// Shows the page that the address names, and keeps it fresh while somebody looks.

import { ApiError } from "./api.js";
import { byId, h, problem, replace } from "./dom.js";
import { dataset } from "./dataset.js";
import { incidents } from "./incidents.js";
import { askForOtherKey, installKey } from "./key.js";
import { overview } from "./overview.js";
import { current } from "./routes.js";
import { duration } from "./words.js";

const REFRESH_MILLIS = 30_000;
const RETRY_MILLIS = 5_000;
const PAGES = { overview, dataset, incidents, unknown };

const main = byId("main");
let shown = null;
let asked = new AbortController();
let triedAt = 0;
let isLoading = false;

function unknown() {
  return {
    title: "No such page",
    show: (content) => replace(content, h("p", { class: "notice" }, "This address names no page. ",
      h("a", { href: "#/" }, "See all datasets"), ".")),
    load: async () => ({}),
  };
}

// A page that can follow to another place by itself is not made anew.
async function go(isFirst = false) {
  const route = current();
  if (shown?.page.follow && shown.route.page === route.page && shown.page.follow(route)) {
    shown.route = route;
    return;
  }
  asked.abort();
  shown = { route, page: PAGES[route.page](route, () => load()), updatedAt: 0, failure: null };
  for (const link of document.querySelectorAll("nav a")) {
    if (link.dataset.page === route.page) {
      link.setAttribute("aria-current", "page");
    } else {
      link.removeAttribute("aria-current");
    }
  }
  document.title = `${shown.page.title} - Headgate`;
  const heading = h("h1", { id: "title", tabindex: "-1" }, shown.page.title);
  const content = h("div", { id: "content", class: "loading" }, h("p", { class: "small" }, "Loading"));
  main.replaceChildren(heading, content);
  if (!isFirst) {
    window.scrollTo(0, 0);
    heading.focus({ preventScroll: true });
  }
  await load();
}

async function load() {
  asked.abort();
  const mine = shown;
  const mineAsked = new AbortController();
  asked = mineAsked;
  isLoading = true;
  const content = byId("content");
  try {
    const data = await mine.page.load(mineAsked.signal);
    if (mineAsked.signal.aborted) {
      return;
    }
    mine.updatedAt = Date.now();
    mine.page.show(content, data);
    content.classList.remove("loading");
    performance.mark("drawn");
    mine.failure = null;
  } catch (error) {
    if (mineAsked.signal.aborted) {
      return;
    }
    // What is told already is not said once more by a screen reader.
    if (mine.failure?.message !== error.message) {
      tellProblem(content, error);
    }
    mine.failure = error;
    if (!(error instanceof ApiError)) {
      throw error;
    }
    if (error.status === 401) {
      askForOtherKey(error.message);
    }
  } finally {
    if (asked === mineAsked) {
      isLoading = false;
      triedAt = Date.now();
      tell();
    }
  }
}

// Above what was shown before, if anything was.
function tellProblem(content, error) {
  content.classList.remove("loading");
  content.querySelector(":scope > .bad")?.remove();
  if (content.querySelector("h2, table") === null) {
    content.replaceChildren(problem(error));
  } else {
    content.prepend(problem(error));
  }
}

function tell() {
  const { updatedAt, failure } = shown;
  const age = duration((Date.now() - updatedAt) / 1000);
  byId("updated").textContent = updatedAt === 0
    ? failure ? "Nothing to show yet" : "Loading"
    : failure ? `Not up to date: as it was ${age} ago` : `Updated ${age} ago`;
}

// Sooner when the registry did not answer: it may be back at any moment.
function refreshIfDue() {
  const status = shown.failure?.status;
  const isDown = status === 0 || status >= 500;
  const isDue = Date.now() - triedAt >= (isDown ? RETRY_MILLIS : REFRESH_MILLIS);
  if (isDue && !isLoading && document.visibilityState === "visible" && !byId("key-dialog").open) {
    load();
  }
}

byId("skip").addEventListener("click", (event) => {
  event.preventDefault();
  main.focus();
});
byId("refresh").addEventListener("click", () => load());
installKey(() => load());
window.addEventListener("hashchange", () => go());
setInterval(() => {
  tell();
  refreshIfDue();
}, 1_000);
document.addEventListener("visibilitychange", refreshIfDue);
go(true);
