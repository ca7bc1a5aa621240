"""What an operator is told when a task has failed for good."""

import logging

from airflow.sdk import Context

log = logging.getLogger(__name__)


def report_failure(context: Context) -> None:
    """Log one record that names DAG, run, owner, the job's arguments and the reason."""
    task, instance = context["task"], context["ti"]
    log.error(
        "failed for good: dag=%s run=%s attempts=%d owner=%s arguments=[%s] reason=%s",
        instance.dag_id,
        instance.run_id,
        instance.try_number,
        task.owner,
        " ".join(getattr(task, "application_args", None) or [str(task)]),
        context.get("exception"),
    )
