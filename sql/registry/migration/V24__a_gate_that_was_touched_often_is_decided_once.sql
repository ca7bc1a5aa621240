CREATE INDEX gate_touched_by_gate ON gate_touched (dataset, coalesce(partition_key, ''));
