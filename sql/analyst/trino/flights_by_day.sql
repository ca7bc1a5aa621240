-- Departures per published day, over all airports. Trino.
SELECT
  CAST(window_start AS date) AS day,
  count(*) AS airports,
  sum(flights) AS flights
FROM published."rollup".flights_by_origin_daily
GROUP BY CAST(window_start AS date)
ORDER BY day
