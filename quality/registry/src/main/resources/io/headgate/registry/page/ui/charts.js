// Step charts, by hand: a path and three labels need no library of 50 KB and its own style.

import { h, svg } from "./dom.js";

const WIDTH = 600;
const HEIGHT = 120;

// points: oldest first, each `at` (text for people) and `value` (0 or more).
// most: the top of the axis, else the largest value. text: how a value reads. bad: which are marked.
export function stepChart({ id, title, points, most, text, bad = () => false }) {
  const top = most ?? Math.max(...points.map((point) => point.value), 1);
  const x = (index) => (index / points.length) * WIDTH;
  const y = (value) => HEIGHT - (Math.min(value, top) / top) * HEIGHT;
  let line = `M0 ${y(points[0].value)}`;
  points.forEach((point, index) => {
    line += `V${y(point.value).toFixed(2)}H${x(index + 1).toFixed(2)}`;
  });
  const marks = points.map((point, index) => bad(point.value)
    ? svg("rect", { class: "mark", x: x(index), y: y(point.value), width: Math.max(WIDTH / points.length, 2),
      height: Math.max(HEIGHT - y(point.value), 2) }, svg("title", {}, `${point.at}: ${text(point.value)}`))
    : null);
  return h("figure", { class: "chart", id },
    h("figcaption", {}, title),
    h("div", { class: "plot" },
      h("span", { class: "axis top" }, text(top)), h("span", { class: "axis bottom" }, text(0)),
      svg("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: "none", role: "img",
        "aria-label": `${title}. ${summary(points, text)}` },
      svg("path", { class: "grid", d: `M0 ${HEIGHT / 2}H${WIDTH}` }), ...marks,
      svg("path", { class: "line", d: line }))),
    h("p", { class: "ends small" }, h("span", {}, points[0].at), h("span", {}, points.at(-1).at)),
    h("p", { class: "small" }, summary(points, text)));
}

function summary(points, text) {
  const sorted = [...points].sort((a, b) => a.value - b.value);
  const [low, high] = [sorted[0], sorted.at(-1)];
  return low.value === high.value
    ? `${text(low.value)} throughout.`
    : `Lowest ${text(low.value)} (${low.at}), highest ${text(high.value)} (${high.at}), newest ${text(points.at(-1).value)}.`;
}
