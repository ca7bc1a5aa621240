-- Departures per day (UTC) and airport, of the hours.
SELECT
  window.start AS window_start,
  window.end AS window_end,
  origin,
  sum(flights) AS flights,
  max(largest_delay_minutes) AS largest_delay_minutes
FROM flights_by_origin_hourly
GROUP BY window(window_start, '1 day'), origin
