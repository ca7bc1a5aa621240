-- Clicks by hour, site and country, of the events themselves.
SELECT
  window.start AS window_start,
  window.end AS window_end,
  site,
  country,
  count(*) AS clicks,
  sum(amount_cents) AS amount_cents,
  min(duration_ms) AS shortest_ms,
  max(duration_ms) AS longest_ms
FROM events
GROUP BY window(occurred_at, '1 hour'), site, country
