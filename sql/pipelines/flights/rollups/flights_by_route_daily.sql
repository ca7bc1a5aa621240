-- Departures per day (UTC) and route.
SELECT
  window.start AS window_start,
  window.end AS window_end,
  origin,
  destination,
  count(*) AS flights,
  avg(delay_minutes) AS average_delay_minutes,
  max(delay_minutes) AS largest_delay_minutes,
  avg(if(delay_minutes > 15, 1, 0)) AS share_delayed
FROM events
GROUP BY window(scheduled_at, '1 day'), origin, destination
