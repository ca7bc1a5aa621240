SELECT
  window.start AS window_start,
  window.end AS window_end,
  origin,
  count(*) AS flights,
  count_if(delay_minutes IS NULL) AS delays_unknown,
  count_if(destination IS NULL) AS destinations_unknown,
  coalesce(sum(delay_minutes), 0) AS delay_minutes,
  sum(distance_miles) AS distance_miles
FROM events
GROUP BY window(scheduled_at, '1 day'), origin
