-- Departures of the latest 24 hours, seconds after they happened, and how sure each hour is:
-- provisional (from the stream), final (made anew by batch) or corrected. ClickHouse.
SELECT
  formatDateTime(window_start, '%Y-%m-%d %H:00') AS hour,
  sum(flights) AS flights,
  max(largest_delay_minutes) AS largest_delay_minutes,
  any(status) AS status
FROM analyst.departures_by_origin_hourly
GROUP BY window_start
ORDER BY window_start DESC
LIMIT 24
SETTINGS prefer_column_name_to_alias = 1
