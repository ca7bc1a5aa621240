-- The ten flights that left latest, event by event, over all of raw that is accounted for. Trino.
SELECT
  date_format(scheduled_at AT TIME ZONE 'UTC', '%Y-%m-%d %H:%i') AS scheduled,
  origin,
  destination,
  delay_minutes
FROM published.raw.flights
ORDER BY delay_minutes DESC, scheduled, origin, destination
LIMIT 10
