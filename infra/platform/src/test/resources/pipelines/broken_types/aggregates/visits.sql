SELECT happened_at AS window_start, happened_at AS window_end, shop, count(*) AS visits
FROM events
GROUP BY happened_at, shop
