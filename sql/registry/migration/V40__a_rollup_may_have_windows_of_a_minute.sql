-- Windows of a minute stand in partitions of an hour.
ALTER TABLE dataset DROP CONSTRAINT dataset_grain_check;
ALTER TABLE dataset ADD CONSTRAINT dataset_grain_check
  CHECK (grain IN ('MINUTELY', 'HOURLY', 'DAILY'));
