SELECT window.start AS window_start, window.end AS window_end, page, count(*) AS clicks
FROM events
GROUP BY window(happened_at, '1 day'), page
