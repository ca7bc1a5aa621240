"""DAGs `<pipeline>__corrections`: make published partitions right when their input is newer."""

from datetime import timedelta

from airflow.sdk import DAG, CronDataIntervalTimetable

from headgate_dags.incident import close_incident, open_incident
from headgate_dags.job import HeadgateJobOperator
from headgate_dags.pipelines import Pipeline
from headgate_dags.settings import Settings

JOB = "io.headgate.batch.CorrectRollupsJob"

DOC = """
Makes every published partition of pipeline `{pipeline}` anew whose input has newer rows: events
that came late, and what was corrected of that which it is made of. These are {datasets}. Each is
gated, staged, checked, published and recorded by itself; values of rollups that change are kept in
ClickHouse, `analyst.corrections`.

- **What is dirty**: `GET /v1/datasets/<dataset>/dirty-partitions` of the registry.
- **When it fails**: the end of the task's log says why. Exit code 4 means that a partition failed
  its checks: readers keep its last good state, and the others are right. It is an incident of the
  owner team until a later run finds all in order.
- **When it is skipped**: the input of a partition is not ready (exit code 3); the next run, within
  15 minutes, takes it up.
- **Who answers for it**: {owner}. Contract version {version}.
"""


def corrections_dag(pipeline: Pipeline, settings: Settings) -> DAG:
    """Make the DAG that corrects all that batch makes of one pipeline."""
    dag_id = f"{pipeline.name}__corrections"
    raw = f"raw.{pipeline.name}"
    in_order = close_incident([raw], None)
    with DAG(
        dag_id=dag_id,
        description=f"Corrections of {pipeline.name}",
        doc_md=DOC.format(
            pipeline=pipeline.name,
            datasets=", ".join(f"`{dataset}`" for dataset in pipeline.batch_datasets()),
            owner=pipeline.owner_team,
            version=pipeline.version,
        ),
        schedule=CronDataIntervalTimetable("*/15 * * * *", timezone="UTC"),
        start_date=pipeline.first_applied_at,
        # A run takes whatever is dirty then, so one makes up for all that were missed.
        catchup=False,
        is_paused_upon_creation=False,
        max_active_runs=1,
        tags={"headgate", "corrections", pipeline.name},
    ) as dag:
        HeadgateJobOperator(
            task_id="correct",
            owner=pipeline.owner_team,
            name=dag_id,
            application=settings.batch_jar,
            java_class=JOB,
            application_args=["--pipeline", pipeline.name],
            retries=1,
            retry_delay=timedelta(minutes=2),
            execution_timeout=timedelta(hours=2),
            next_run_goes_on=True,
            on_failure_callback=open_incident(pipeline.name, [raw], None),
            on_success_callback=in_order,
            on_skipped_callback=in_order,
        )
    return dag
