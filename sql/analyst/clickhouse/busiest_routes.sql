-- The ten routes with the most departures, over all published days. ClickHouse.
-- prefer_column_name_to_alias: flights inside an expression is the column, as standard SQL has it.
SELECT
  origin,
  destination,
  sum(flights) AS flights,
  max(largest_delay_minutes) AS largest_delay_minutes,
  round(100 * sum(share_delayed * flights) / sum(flights), 1) AS delayed_percent
FROM analyst.flights_by_route_daily
GROUP BY origin, destination
ORDER BY sum(flights) DESC, origin, destination
LIMIT 10
SETTINGS prefer_column_name_to_alias = 1
