"""What Airflow asks of every task instance that it makes or clears: its pool.

Airflow finds this file by its name in the plugins folder. It is read while Airflow itself starts,
so it imports nothing of it.
"""

from typing import Any

__all__ = ["task_instance_mutation_hook"]

POOL = "headgate_backfill"


def task_instance_mutation_hook(task_instance: Any, dag_run: Any | None) -> None:
    """Have a task of a backfill take a slot of the backfills; one with another pool keeps it."""
    if dag_run and dag_run.run_type == "backfill" and task_instance.pool == "default_pool":
        task_instance.pool = POOL
