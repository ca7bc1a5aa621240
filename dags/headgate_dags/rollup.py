"""DAGs `<pipeline>__rollup_<grain>`: make the rollups of one grain final, window by window."""

from datetime import timedelta

from airflow.sdk import DAG, CronDataIntervalTimetable

from headgate_dags.gate_sensor import GateSensor
from headgate_dags.grain import Grain
from headgate_dags.job import SPARK_CONF, HeadgateJobOperator
from headgate_dags.pipelines import Pipeline
from headgate_dags.report import report_failure
from headgate_dags.settings import Settings
from headgate_dags.window import window_of

JOB = "io.headgate.batch.RollupJob"

# A window is never wider than a day, so its input is one partition of raw.
LONGEST_WAIT = timedelta(hours=12)

DOC = """
Makes the {grain} rollups of pipeline `{pipeline}` final: {rollups}.

One run is one window, its data interval: gate inputs → stage → check → publish → record, all in
one `spark-submit` of `{job}`. A run repeated on the same input changes nothing.

- **While it waits**: the task `inputs` is deferred until the raw events of the window are read and
  their gate is open; its log and its XCom `waits_for` say what it waits for.
- **Again, or for the past**: `airflow backfill create --dag-id {dag_id} --from-date A --to-date B
  --reprocess-behavior completed --max-active-runs 1` (both ends are starts of windows, inclusive;
  one run at a time, as a window is checked against those before it), or clear the run.
  Runs before the first `headgate apply` exist only as backfills.
- **When it fails**: the end of the task's log says why. Exit code 4 means that the checks failed:
  it is not tried again, and readers keep the last good state. The registry has the failed checks
  at `/v1/gates/<dataset>`. Exit codes 3 (input late, gate closed) and 5 (dependency down) are
  tried again with growing pauses.
- **Who answers for it**: {owner}. Contract version {version}.
"""


def rollup_dag(pipeline: Pipeline, grain: Grain, settings: Settings) -> DAG:
    """Make the DAG that runs the rollups of one grain of one pipeline."""
    dag_id = f"{pipeline.name}__rollup_{grain.value}"
    with DAG(
        dag_id=dag_id,
        description=f"Final {grain.value} rollups of {pipeline.name}",
        doc_md=DOC.format(
            dag_id=dag_id,
            grain=grain.value,
            job=JOB,
            owner=pipeline.owner_team,
            pipeline=pipeline.name,
            rollups=", ".join(f"`rollup.{rollup.name}`" for rollup in pipeline.rollups_of(grain)),
            version=pipeline.version,
        ),
        # A plain cron string would give data intervals of length zero.
        schedule=CronDataIntervalTimetable(grain.cron, timezone="UTC"),
        start_date=grain.floor(pipeline.first_applied_at),
        catchup=True,
        is_paused_upon_creation=False,
        # A window compares itself with the windows before it, so they go one by one.
        max_active_runs=1,
        tags={"headgate", "rollup", grain.value, pipeline.name},
        user_defined_macros={"window": lambda run: window_of(run, grain)},
    ) as dag:
        inputs = GateSensor(
            task_id="inputs",
            owner=pipeline.owner_team,
            dataset=f"raw.{pipeline.name}",
            partition="event_date={{ window(dag_run).start[:10] }}",
            read_until="{{ window(dag_run).end }}",
            timeout=LONGEST_WAIT,
            retries=3,
            retry_delay=timedelta(minutes=1),
            on_failure_callback=report_failure,
        )
        rollup = HeadgateJobOperator(
            task_id="rollup",
            owner=pipeline.owner_team,
            conn_id="spark_default",
            name=dag_id,
            application=settings.batch_jar,
            java_class=JOB,
            application_args=[
                "--pipeline",
                pipeline.name,
                "--grain",
                grain.value,
                "--window-start",
                "{{ window(dag_run).start }}",
                "--window-end",
                "{{ window(dag_run).end }}",
            ],
            conf=SPARK_CONF,
            driver_memory="1g",
            retries=8,
            retry_delay=timedelta(seconds=30),
            retry_exponential_backoff=2,
            max_retry_delay=timedelta(minutes=30),
            execution_timeout=timedelta(hours=2),
            on_failure_callback=report_failure,
        )
        inputs >> rollup
    return dag
