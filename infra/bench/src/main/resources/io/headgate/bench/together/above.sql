-- What a shop's page does by @WIDTH@, of the level below.
SELECT
  window.start AS window_start,
  window.end AS window_end,
  site,
  sum(clicks) AS clicks,
  sum(amount_cents) AS amount_cents,
  max(longest_duration_ms) AS longest_duration_ms
FROM @BELOW@
GROUP BY window(window_start, '1 @WIDTH@'), site
