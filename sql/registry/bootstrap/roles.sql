-- The roles of the cluster, made by its superuser before anything else connects. Runs again without harm, and then
-- sets the passwords anew. Each @name@ is replaced by a quoted literal. The databases `headgate` (of headgate_registry)
-- and `airflow` (of airflow) are made beside this file, as CREATE DATABASE knows no transaction.
DO $$
DECLARE
  role_name text;
BEGIN
  FOREACH role_name IN ARRAY ARRAY['headgate_registry', 'headgate_lake', 'headgate_reader', 'airflow'] LOOP
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = role_name) THEN
      EXECUTE format('CREATE ROLE %I LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS', role_name);
    END IF;
  END LOOP;
END
$$;

-- Not in the server's log, should a statement fail or be slow.
SET log_min_error_statement = 'panic';
SET log_min_duration_statement = -1;

-- The registry: owns database headgate, its schemas and both catalogs' tables.
ALTER ROLE headgate_registry PASSWORD @registry_password@;

-- Jobs: write catalog `lake`.
ALTER ROLE headgate_lake PASSWORD @lake_password@;

-- Trino and other readers: see catalog `published` and nothing else.
ALTER ROLE headgate_reader PASSWORD @reader_password@;

-- Airflow's own metadata.
ALTER ROLE airflow PASSWORD @airflow_password@;
