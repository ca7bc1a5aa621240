SELECT session_window.start AS window_start, session_window.end AS window_end, shop,
  window.start AS hour, count(*) AS visits
FROM events
GROUP BY session_window(happened_at, '30 minutes'), window(happened_at, '1 hour'), shop
