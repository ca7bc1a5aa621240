SELECT w.window_start, w.window_end, days.page,
  coalesce(sum(CASE WHEN days.window_start = w.window_start THEN days.clicks END), 0) AS clicks,
  sum(days.clicks) AS clicks_in_3_days
FROM windows w
JOIN days
  ON days.window_start >= w.window_start - INTERVAL '2' DAY AND days.window_start < w.window_end
GROUP BY w.window_start, w.window_end, days.page
