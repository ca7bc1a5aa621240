SELECT
  window.start AS window_start,
  origin,
  count(*) AS flights,
  avg(if(delay_minutes > 15, 1, 0)) AS share_delayed
FROM events
GROUP BY window(scheduled_at, '1 day'), origin
