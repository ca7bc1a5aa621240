SELECT window.start AS window_start, window.end AS window_end,
  coalesce(shop_city, 'unknown') AS shop_city,
  count(*) AS orders, sum(amount) AS amount
FROM events
WHERE _event_type = 'order'
GROUP BY window(happened_at, '1 day'), coalesce(shop_city, 'unknown')
