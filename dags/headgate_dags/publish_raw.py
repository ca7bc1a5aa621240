"""DAGs `<pipeline>__publish_raw`: check new raw events, and show them to readers."""

from datetime import timedelta

from airflow.sdk import DAG

from headgate_dags.incident import close_incident, open_incident
from headgate_dags.job import HeadgateJobOperator
from headgate_dags.pipelines import Pipeline

JOB = "io.headgate.batch.PublishRawJob"

DOC = """
Accounts for every offset that raw ingest of pipeline `{pipeline}` has read since the last run, and
lets readers of catalog `published` see `raw.{pipeline}` up to there.

- **When it fails**: exit code 4 means that something is missing or there twice; the end of the log
  names what. Readers keep what they have, the gate of raw is shut, and it is an incident of the
  owner team until a later run finds all in order. Bring lost events back with `headgate backfill`,
  or accept their loss.
- **Who answers for it**: {owner}. Contract version {version}.
"""


def publish_raw_dag(pipeline: Pipeline, jar: str) -> DAG:
    """Make the DAG that publishes the raw events of one pipeline."""
    dag_id = f"{pipeline.name}__publish_raw"
    raw = f"raw.{pipeline.name}"
    with DAG(
        dag_id=dag_id,
        description=f"Checks and publishes raw events of {pipeline.name}",
        doc_md=DOC.format(
            pipeline=pipeline.name, owner=pipeline.owner_team, version=pipeline.version
        ),
        # Every 15 minutes, and not when rollups of the hour and corrections begin.
        schedule="5-59/15 * * * *",
        start_date=pipeline.first_applied_at,
        # A run takes all that came, so one makes up for all that were missed.
        catchup=False,
        is_paused_upon_creation=False,
        max_active_runs=1,
        tags={"headgate", "raw", pipeline.name},
    ) as dag:
        HeadgateJobOperator(
            task_id="publish",
            dataset=raw,
            owner=pipeline.owner_team,
            name=dag_id,
            application=jar,
            java_class=JOB,
            application_args=["--pipeline", pipeline.name],
            retries=1,
            retry_delay=timedelta(minutes=2),
            execution_timeout=timedelta(hours=1),
            on_failure_callback=open_incident(pipeline.name, [raw], None),
            on_success_callback=close_incident([raw], None),
        )
    return dag
