SELECT session_window.start AS window_start, session_window.end AS window_end,
  coalesce(email, '') AS email,
  count(*) AS steps
FROM events
GROUP BY session_window(happened_at, '30 minutes'), coalesce(email, '')
