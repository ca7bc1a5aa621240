// Builds elements. Text goes in as text, so nothing that the registry tells can become markup.

const SVG = "http://www.w3.org/2000/svg";

function build(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) {
      continue;
    }
    if (name.startsWith("on")) {
      element.addEventListener(name.slice(2), value);
    } else {
      element.setAttribute(name, value === true ? "" : String(value));
    }
  }
  element.append(...children.flat(3).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

export const h = (tag, attributes = {}, ...children) =>
  build(document.createElement(tag), attributes, children);

export const svg = (tag, attributes = {}, ...children) =>
  build(document.createElementNS(SVG, tag), attributes, children);

export const byId = (id) => document.getElementById(id);

// Puts new content into an element; what was focused, unfolded or scrolled aside stays so, and what
// has the focus stays where it is on the screen.
export function replace(element, ...children) {
  const focused = document.activeElement;
  const id = element.contains(focused) ? focused.id : "";
  const top = id ? focused.getBoundingClientRect().top : 0;
  const unfolded = [...element.querySelectorAll("details[open] > summary")].map((summary) => summary.id);
  const aside = [...element.querySelectorAll(".wide, .lineage")]
    .filter((each) => each.scrollLeft > 0).map((each) => [each.id, each.scrollLeft]);
  element.replaceChildren(...children.flat(2).filter(Boolean));
  for (const summary of unfolded) {
    byId(summary)?.closest("details").setAttribute("open", "");
  }
  for (const [name, left] of aside) {
    byId(name)?.scrollTo({ left, behavior: "instant" });
  }
  const again = id ? byId(id) : null;
  if (again) {
    again.focus({ preventScroll: true });
    if (top > 0 && top < window.innerHeight) {
      window.scrollBy(0, again.getBoundingClientRect().top - top);
    }
  }
}

export function table(caption, heads, rows) {
  return h("div", { class: "wide", id: `table-${caption.toLowerCase().replace(/\W+/g, "-")}`, role: "region", "aria-label": caption, tabindex: "0" },
    h("table", {},
      h("caption", { class: "unseen" }, caption),
      h("thead", {}, h("tr", {}, heads.map((head) => h("th", { scope: "col" }, head)))),
      h("tbody", {}, rows.map((cells) => h("tr", {}, cells.map((cell) => h("td", {}, cell)))))));
}

export function section(id, title, ...children) {
  return h("section", { "aria-labelledby": id }, h("h2", { id }, title), ...children);
}

export const empty = (text) => h("p", { class: "notice" }, text);

export function problem(error) {
  return h("div", { class: "notice bad", role: "alert" },
    h("strong", {}, error.title ?? "This page has a fault"), h("p", {}, error.message));
}
