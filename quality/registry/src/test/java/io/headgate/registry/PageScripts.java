package io.headgate.registry;

/** What tests ask of the page inside the browser. */
final class PageScripts {
  /** Texts whose contrast to what is behind them is below 4.5 to 1, as WCAG 2 reckons it. */
  static final String FAINT_TEXT =
      """
      const parts = (colour) => colour.match(/[\\d.]+/g).map(Number);
      const linear = (c) => (c / 255 <= 0.04045 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4);
      const light = ([r, g, b]) => 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
      const behind = (element) => {
        for (let each = element; each; each = each.parentElement) {
          const colour = parts(getComputedStyle(each).backgroundColor);
          if (colour.length < 4 || colour[3] === 1) {
            return colour;
          }
        }
        return [255, 255, 255];
      };
      const contrast = (element) => {
        const [a, b] = [light(parts(getComputedStyle(element).color)), light(behind(element))].sort();
        return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
      };
      return [...document.querySelectorAll("body *")]
        .filter((each) => !each.closest("svg") && each.checkVisibility())
        .filter((each) => [...each.childNodes].some((child) => child.nodeType === 3 && child.data.trim()))
        .filter((each) => contrast(each) < 4.5)
        .map((each) => `${each.tagName} ${each.className} ${each.textContent.slice(0, 40)}`);
      """;

  /** The sum of unasked shifts since the page began to load; tells it to a callback. */
  static final String LAYOUT_SHIFT =
      """
      const done = arguments[arguments.length - 1];
      let sum = 0;
      new PerformanceObserver((list) => {
        for (const each of list.getEntries()) {
          sum += each.hadRecentInput ? 0 : each.value;
        }
      }).observe({ type: "layout-shift", buffered: true });
      setTimeout(() => done(sum), 500);
      """;

  /** How many files and calls came from the service, and their bytes on the wire. */
  static final String LOADED =
      """
      const all = [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")];
      return { files: all.length, calls: all.filter((each) => each.name.includes("/v1/")).length,
        bytes: all.reduce((sum, each) => sum + each.transferSize, 0) };
      """;

  /** Milliseconds from the navigation to the first content drawn, and those of the call for it. */
  static final String TIMES =
      """
      const call = performance.getEntriesByType("resource").find((each) => each.name.endsWith("/v1/overview"));
      return [performance.getEntriesByName("drawn")[0].startTime, call.duration].map(Math.round);
      """;

  private PageScripts() {}
}
