SELECT
  window.start AS window_start,
  window.end AS window_end,
  origin,
  count(*) AS flights
FORM events
GROUP BY window(scheduled_at, '1 hour'), origin
