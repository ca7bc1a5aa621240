SELECT window.start AS window_start, window.end AS window_end,
  approx_count_distinct(email) AS shoppers
FROM events
GROUP BY window(happened_at, '1 hour')
