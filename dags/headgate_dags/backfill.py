"""DAGs `<pipeline>__backfill`: make days again, raw from Kafka and everything else from raw."""

from datetime import UTC, datetime, timedelta

from airflow.sdk import DAG, CronDataIntervalTimetable, Param

from headgate_dags.grain import Grain
from headgate_dags.incident import close_incident, open_incident
from headgate_dags.job import HeadgateJobOperator
from headgate_dags.pipelines import Pipeline
from headgate_dags.window import window_of

RESTORE_JOB = "io.headgate.streaming.RestoreRawJob"
BACKFILL_JOB = "io.headgate.batch.BackfillJob"

# Fewer slots than Airflow has workers, so that the hourly runs always find one.
POOL = "headgate_backfill"

# A backfill needs a schedule to take its windows from; this one never comes due by itself.
NEVER = datetime(2100, 1, 1, tzinfo=UTC)

DOC = """
Makes days of pipeline `{pipeline}` again: what raw has lost comes back from Kafka, as far as it
keeps it, and the rollups of all grains, sessions, funnels and transforms are made from it,
partition by partition, each after what it is made of. What is as it should be is left alone. Later
days that have read these are dirty then, and `{pipeline}__corrections` makes them again.

It has no runs of its own: `headgate backfill {pipeline} --from A --to B` makes them, or
`airflow backfill create --dag-id {dag_id} --from-date A --to-date B
--reprocess-behavior completed --max-active-runs 1` (both ends are days, inclusive; one run at a
time, as a day is checked against those before it). Airflow has one backfill of a DAG at a time.

- **Rate**: `--dag-run-conf '{{"max_rate": 20000}}'`, records read per second at most.
- **Pool**: `{pool}`; its tasks take no slot of the scheduled runs.
- **When it fails**: exit code 4 of `restore` means that Kafka does not have all that is lacking,
  of `backfill` that checks failed; the end of the task's log says why. Clear the run when the
  cause is mended: it goes on where it was.
- **Who answers for it**: {owner}. Contract version {version}.
"""


def backfill_dag(pipeline: Pipeline, batch_jar: str, streaming_jar: str) -> DAG:
    """Make the DAG that backfills one pipeline day by day."""
    dag_id = f"{pipeline.name}__backfill"
    # An incident is about what has days of its own.
    datasets = pipeline.batch_datasets(Grain.DAILY) or [f"raw.{pipeline.name}"]
    arguments = [
        "--pipeline",
        pipeline.name,
        "--date",
        "{{ window(dag_run).start[:10] }}",
        "--max-rate",
        "{{ params.max_rate }}",
    ]
    with DAG(
        dag_id=dag_id,
        description=f"Days of {pipeline.name} made again, for backfills only",
        doc_md=DOC.format(
            dag_id=dag_id,
            pipeline=pipeline.name,
            pool=POOL,
            owner=pipeline.owner_team,
            version=pipeline.version,
        ),
        schedule=CronDataIntervalTimetable(Grain.DAILY.cron, timezone="UTC"),
        start_date=NEVER,
        catchup=False,
        is_paused_upon_creation=False,
        max_active_runs=1,
        params={"max_rate": Param(50_000, type="integer", minimum=1)},
        tags={"headgate", "backfill", pipeline.name},
        user_defined_macros={"window": lambda run: window_of(run, Grain.DAILY)},
        default_args={
            "owner": pipeline.owner_team,
            "pool": POOL,
            "retries": 8,
            "retry_delay": timedelta(seconds=30),
            "retry_exponential_backoff": 2,
            "max_retry_delay": timedelta(minutes=30),
            "execution_timeout": timedelta(hours=6),
            "on_failure_callback": open_incident(pipeline.name, datasets, Grain.DAILY),
        },
    ) as dag:
        restore = HeadgateJobOperator(
            task_id="restore",
            dataset=f"raw.{pipeline.name}",
            name=f"{dag_id}__restore",
            application=streaming_jar,
            java_class=RESTORE_JOB,
            application_args=arguments,
            # One task at a time leaves the other cores to the live streams.
            conf={"spark.default.parallelism": "1"},
        )
        backfill = HeadgateJobOperator(
            task_id="backfill",
            dataset=datasets[0],
            name=f"{dag_id}__backfill",
            application=batch_jar,
            java_class=BACKFILL_JOB,
            application_args=arguments,
            on_success_callback=close_incident(datasets, Grain.DAILY),
        )
        restore >> backfill
    return dag
