-- Corrections ask for them every few minutes, and there are few.
CREATE INDEX dataset_partition_dirty ON dataset_partition (dataset, partition_key)
  WHERE newer_input_at IS NOT NULL;
