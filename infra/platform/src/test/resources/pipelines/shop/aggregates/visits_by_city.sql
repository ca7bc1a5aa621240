SELECT window.start AS window_start, window.end AS window_end,
  coalesce(shop_city, 'unknown') AS shop_city,
  count(*) AS visits,
  approx_count_distinct(email) AS visitors,
  percentile_approx(seconds, 0.95) AS seconds_p95
FROM events
WHERE _event_type = 'visit'
GROUP BY window(happened_at, '10 minutes', '5 minutes'), coalesce(shop_city, 'unknown')
