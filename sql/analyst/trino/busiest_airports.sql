-- The ten airports with the most departures, over all published days. Trino.
SELECT
  origin,
  sum(flights) AS flights,
  round(sum(average_delay_minutes * flights) / sum(flights), 1) AS average_delay_minutes,
  max(largest_delay_minutes) AS largest_delay_minutes,
  round(100 * sum(share_delayed * flights) / sum(flights), 1) AS delayed_percent
FROM published."rollup".flights_by_origin_daily
GROUP BY origin
ORDER BY flights DESC, origin
LIMIT 10
