-- The same measures as the aggregate departures_by_origin_hourly, which this rollup makes final.
SELECT
  window.start AS window_start,
  window.end AS window_end,
  origin,
  count(*) AS flights,
  avg(delay_minutes) AS average_delay_minutes,
  max(delay_minutes) AS largest_delay_minutes,
  avg(if(delay_minutes > 15, 1, 0)) AS share_delayed
FROM events
GROUP BY window(scheduled_at, '1 hour'), origin
