-- Of three days: what a shopper clicked and spent, by section; and the visits that closed today.
WITH clicked AS (
  SELECT w.window_start, w.window_end, c.shopper,
    count(*) AS clicks_in_3_days,
    count(CASE WHEN p.section = 'order' THEN 1 END) AS order_clicks_in_3_days,
    coalesce(sum(c.amount), 0) AS spent_in_3_days
  FROM windows w
  JOIN clicks c
    ON c.happened_at >= w.window_start - INTERVAL '2' DAY AND c.happened_at < w.window_end
  LEFT JOIN pages p ON p.page = c.page
  WHERE c.shopper IS NOT NULL
  GROUP BY w.window_start, w.window_end, c.shopper
)
SELECT clicked.window_start, clicked.window_end, coalesce(clicked.shopper, '') AS shopper,
  clicks_in_3_days, order_clicks_in_3_days, spent_in_3_days, count(visits.started_at) AS visits
FROM clicked
LEFT JOIN visits
  ON visits.window_start = clicked.window_start AND visits.shopper = clicked.shopper
GROUP BY clicked.window_start, clicked.window_end, clicked.shopper, clicks_in_3_days,
  order_clicks_in_3_days, spent_in_3_days
