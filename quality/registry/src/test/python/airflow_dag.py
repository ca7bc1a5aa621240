"""A DAG of one task that succeeds and one that fails, run by Airflow itself.

Usage: airflow_dag.py DAG_ID DATASET. Nothing here tells of lineage but inlets and outlets: the
events are those of Airflow's OpenLineage provider.
"""

import sys
from datetime import UTC, datetime

from airflow.providers.standard.operators.python import PythonOperator
from airflow.sdk import DAG
from openlineage.client.event_v2 import Dataset

DAG_ID, DATASET = sys.argv[1:]


def fail():
    """End as a task does that found something wrong."""
    raise ValueError("no such airport")


with DAG(dag_id=DAG_ID, schedule=None, start_date=datetime(2026, 1, 1, tzinfo=UTC)) as dag:
    report = PythonOperator(
        task_id="report",
        python_callable=lambda: None,
        inlets=[Dataset(namespace="trino://127.0.0.1:8080", name=f"published.{DATASET}")],
        outlets=[Dataset(namespace="postgres://reports:5432", name=f"public.{DAG_ID}")],
    )
    report >> PythonOperator(task_id="check", python_callable=fail)

if __name__ == "__main__":
    dag.test()
