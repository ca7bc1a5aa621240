-- The registry owns both tables, and row security does not bind an owner: it alone moves the
-- pointers of catalog 'published'. A role without a policy sees no row at all.
GRANT USAGE ON SCHEMA catalog TO headgate_lake, headgate_reader;

GRANT SELECT, INSERT, UPDATE, DELETE
  ON catalog.iceberg_tables, catalog.iceberg_namespace_properties TO headgate_lake;
GRANT SELECT
  ON catalog.iceberg_tables, catalog.iceberg_namespace_properties TO headgate_reader;

ALTER TABLE catalog.iceberg_tables ENABLE ROW LEVEL SECURITY;
ALTER TABLE catalog.iceberg_namespace_properties ENABLE ROW LEVEL SECURITY;

CREATE POLICY jobs_work_in_lake ON catalog.iceberg_tables
  FOR ALL TO headgate_lake USING (catalog_name = 'lake') WITH CHECK (catalog_name = 'lake');
CREATE POLICY jobs_work_in_lake ON catalog.iceberg_namespace_properties
  FOR ALL TO headgate_lake USING (catalog_name = 'lake') WITH CHECK (catalog_name = 'lake');

CREATE POLICY readers_see_published ON catalog.iceberg_tables
  FOR SELECT TO headgate_reader USING (catalog_name = 'published');
CREATE POLICY readers_see_published ON catalog.iceberg_namespace_properties
  FOR SELECT TO headgate_reader USING (catalog_name = 'published');
