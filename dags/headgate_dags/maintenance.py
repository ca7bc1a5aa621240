"""DAGs `<pipeline>__maintenance_*`: keep the files of a pipeline's tables in order."""

from datetime import timedelta
from enum import Enum

from airflow.sdk import DAG

from headgate_dags.incident import close_incident, open_incident
from headgate_dags.job import HeadgateJobOperator
from headgate_dags.pipelines import Pipeline

JOB = "io.headgate.compaction.MaintainJob"

# Fewer slots than Airflow has workers, beside those of backfills, so that scheduled runs find one.
POOL = "headgate_maintenance"

DOC = """
{what} of pipeline `{pipeline}`, in one `spark-submit` of `{job}`; it does what the tables'
metadata say is worth doing, and nothing on a day or hour that is still open.

- **To look first**: the same command with `--dry-run` prints a table of every action, and why.
- **When it fails**: exit code 3 means that another job maintains a table, or that another writer
  was in the way; it is tried again. Nothing is lost by a run that fails or is killed. One that
  failed for good is an incident of the owner team until a later one succeeds.
- **Who answers for it**: {owner}. Contract version {version}.
"""


class Schedule(Enum):
    """When which actions are done."""

    # Every commit of a stream writes the list of all snapshots, so they cannot wait for the night.
    HOURLY = (
        "hourly",
        "25 * * * *",
        "Packing of small files and expiry of snapshots",
        ("bin-pack", "snapshots"),
    )
    NIGHTLY = (
        "nightly",
        "40 2 * * *",
        "Retention, clustering, manifests and orphans",
        ("retention", "cluster", "manifests", "orphans"),
    )

    def __init__(self, label: str, cron: str, what: str, actions: tuple[str, ...]) -> None:
        """Take the end of the DAG's name, its cron in UTC, and what it does."""
        self.label = label
        self.cron = cron
        self.what = what
        self.actions = actions


def maintenance_dag(pipeline: Pipeline, schedule: Schedule, jar: str) -> DAG:
    """Make the DAG that maintains the tables of one pipeline at such times."""
    dag_id = f"{pipeline.name}__maintenance_{schedule.label}"
    raw = f"raw.{pipeline.name}"
    with DAG(
        dag_id=dag_id,
        description=f"{schedule.what} of {pipeline.name}",
        doc_md=DOC.format(
            job=JOB,
            owner=pipeline.owner_team,
            pipeline=pipeline.name,
            version=pipeline.version,
            what=schedule.what,
        ),
        # No data interval: what is worth doing now does not depend on runs that were missed.
        schedule=schedule.cron,
        # A start before the last tick would be a run at once, beside the first events.
        start_date=pipeline.first_applied_at,
        catchup=False,
        is_paused_upon_creation=False,
        max_active_runs=1,
        tags={"headgate", "maintenance", pipeline.name},
    ) as dag:
        HeadgateJobOperator(
            task_id="maintain",
            owner=pipeline.owner_team,
            pool=POOL,
            name=dag_id,
            application=jar,
            java_class=JOB,
            application_args=[
                "--pipeline",
                pipeline.name,
                "--action",
                ",".join(schedule.actions),
            ],
            # The next hour comes anyway.
            retries=2,
            retry_delay=timedelta(minutes=3),
            retry_exponential_backoff=2,
            max_retry_delay=timedelta(minutes=30),
            execution_timeout=timedelta(hours=4),
            on_failure_callback=open_incident(pipeline.name, [raw], None),
            on_success_callback=close_incident([raw], None),
        )
    return dag
