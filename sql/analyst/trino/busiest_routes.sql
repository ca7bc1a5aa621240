-- The ten routes with the most departures, over all published days. Trino.
SELECT
  origin,
  destination,
  sum(flights) AS flights,
  max(largest_delay_minutes) AS largest_delay_minutes,
  round(100 * sum(share_delayed * flights) / sum(flights), 1) AS delayed_percent
FROM published."rollup".flights_by_route_daily
GROUP BY origin, destination
ORDER BY flights DESC, origin, destination
LIMIT 10
