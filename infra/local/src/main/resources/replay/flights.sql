-- The events of pipeline flights, from the three million real US flights of npm's vega-datasets (2001, first half).
-- DuckDB SQL over the variables file (the Parquet file) and shift_weeks (how far the past is moved).
-- Yields the fields of the event and arrives_at: a flight is reported when it leaves, delay_minutes after its schedule.
SELECT
  'flights-3m#' || file_row_number AS event_id,
  date + to_days(7 * getvariable('shift_weeks')) AS scheduled_at,
  delay::INTEGER AS delay_minutes,
  distance::INTEGER AS distance_miles,
  origin,
  destination,
  date + to_days(7 * getvariable('shift_weeks')) + to_minutes(delay) AS arrives_at
FROM read_parquet(getvariable('file'), file_row_number = true)
