-- Departures per published day, over all airports. ClickHouse.
SELECT
  toDate(window_start) AS day,
  count(*) AS airports,
  sum(flights) AS flights
FROM analyst.flights_by_origin_daily
GROUP BY toDate(window_start)
ORDER BY day
SETTINGS prefer_column_name_to_alias = 1
