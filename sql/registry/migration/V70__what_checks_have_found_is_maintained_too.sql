-- The tables that maintenance looks after: every dataset, and the two that each pipeline has for
-- what its checks have found. Those are no datasets: nobody waits for them, and they have no gate.
CREATE VIEW maintained_table (name, pipeline) AS
SELECT d.name, p.name FROM dataset d JOIN pipeline p USING (pipeline_id)
UNION ALL
SELECT kind || '.' || p.name, p.name FROM pipeline p, (VALUES ('metrics'), ('offending')) AS kinds (kind);

-- A view cannot be referenced, so whoever writes here asks it first; neither it nor they forget a name.
ALTER TABLE maintenance_lease DROP CONSTRAINT maintenance_lease_dataset_fkey;
ALTER TABLE maintenance_report DROP CONSTRAINT maintenance_report_dataset_fkey;
ALTER TABLE maintenance_total DROP CONSTRAINT maintenance_total_dataset_fkey;
