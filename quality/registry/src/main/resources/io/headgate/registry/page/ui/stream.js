// How far the pipeline's stream is behind, and what it refused.

import { stepChart } from "./charts.js";
import { empty, h, table } from "./dom.js";
import { count, duration, plural, sentence, short, time, utc } from "./words.js";

export function stream(raw, pipeline, ledger, queries, lag, now) {
  const mine = queries.filter((query) => query.pipeline === pipeline);
  const behind = new Map(lag.map((each) => [each.query, each]));
  const rows = [...ledger].reverse();
  return [
    mine.length
      ? table("Streaming queries", ["Query", "State", "Behind", "Reported", "Why, and what to do"], mine.map((query) => [
        query.query, sentence(query.state), words(behind.get(query.query)), time(query.reported_at, now),
        [query.reason, query.remedy].filter(Boolean).join(". ")]))
      : empty("No streaming query of this pipeline has reported."),
    rows.length ? curves(raw, rows) : empty(`Nothing was written to ${raw} yet.`),
  ];
}

function words(lag) {
  return lag ? `${count(lag.offsets_behind)} offsets, ${duration(lag.seconds_behind)}` : "not known";
}

function curves(raw, rows) {
  const at = (row) => utc(row.committed_at);
  const known = rows.filter((row) => row.frontier);
  const refused = rows.reduce((sum, row) => sum + row.rows_quarantined, 0);
  return [
    known.length
      ? stepChart({ id: "lag-chart", title: `Lag of ${raw}: age of the newest record that a batch has read, when it was committed`,
        points: known.map((row) => ({ at: at(row),
          value: Math.max(0, (new Date(row.committed_at) - new Date(row.frontier)) / 1000) })), text: duration })
      : null,
    stepChart({ id: "dlq-chart", title: `Dead letters: records that went to quarantine, per batch (${
      plural(refused, "record")} in ${plural(rows.length, "batch", "batches")})`,
    points: rows.map((row) => ({ at: at(row), value: row.rows_quarantined })), text: short, bad: (value) => value > 0 }),
    refused > 0 ? h("p", { class: "small" }, `To see them: headgate dlq list --pipeline ${rows[0].pipeline}.`) : null,
  ];
}
