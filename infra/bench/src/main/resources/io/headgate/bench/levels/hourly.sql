-- Clicks by hour, site and country, of the level below.
SELECT
  window.start AS window_start,
  window.end AS window_end,
  site,
  country,
  sum(clicks) AS clicks,
  sum(amount_cents) AS amount_cents,
  min(shortest_ms) AS shortest_ms,
  max(longest_ms) AS longest_ms
FROM bench_minutely
GROUP BY window(window_start, '1 hour'), site, country
