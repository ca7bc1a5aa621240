"""Moves runs that a backfill has taken over into the backfills' pool."""

from typing import Any

from airflow.listeners import hookimpl
from airflow.plugins_manager import AirflowPlugin
from airflow_local_settings import task_instance_mutation_hook
from sqlalchemy.orm import object_session


class BackfillPoolListener:
    """A backfill clears a scheduled run first and says after that whose it is now."""

    @hookimpl
    def on_dag_run_running(self, dag_run: Any) -> None:
        """Look at the run's tasks again, in the scheduler's own session, which commits."""
        session = object_session(dag_run)
        if session is not None:
            for task_instance in dag_run.get_task_instances(session=session):
                task_instance_mutation_hook(task_instance, dag_run)


class BackfillPoolPlugin(AirflowPlugin):
    """Makes the listener known to Airflow."""

    name = "headgate_backfill_pool"
    listeners = (BackfillPoolListener(),)
