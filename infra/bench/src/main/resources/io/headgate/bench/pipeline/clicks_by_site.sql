-- What a shop's page does by minute.
SELECT
  window.start AS window_start,
  window.end AS window_end,
  site,
  count(*) AS clicks,
  sum(amount_cents) AS amount_cents,
  max(duration_ms) AS longest_duration_ms,
  avg(duration_ms) AS average_duration_ms
FROM events
GROUP BY window(occurred_at, '1 minute'), site
