"""DAGs `<pipeline>__rollup_<grain>`: make the rollups of one grain final, window by window."""

from airflow.sdk import DAG, CronDataIntervalTimetable

from headgate_dags.grain import Grain
from headgate_dags.incident import open_incident
from headgate_dags.pipelines import Pipeline
from headgate_dags.settings import Settings
from headgate_dags.window import window_of
from headgate_dags.window_tasks import batch_gate, raw_gate, window_job

JOB = "io.headgate.batch.RollupJob"

DOC = """
Makes the {grain} rollups of pipeline `{pipeline}` final: {rollups}.

One run is one window, its data interval: gate inputs → stage → check → publish → record, all in
one `spark-submit` of `{job}`. A run repeated on the same input changes nothing.

- **While it waits**: the task `inputs` is deferred until the raw events of the window are read and
  their gate is open, or `input_<dataset>` until a finer rollup that these are made of is published
  over the whole window; its log and its XCom `waits_for` say what it waits for.
- **Again, or for the past**: `headgate backfill {pipeline} --from A --to B` also brings raw back
  and makes all grains. Of this grain alone: `airflow backfill create --dag-id {dag_id}
  --from-date A --to-date B --reprocess-behavior completed --max-active-runs 1` (both ends are
  starts of windows, inclusive; one run at a time, as a window is checked against those before it),
  or clear the run.
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
    datasets = [f"rollup.{rollup.name}" for rollup in pipeline.rollups_of(grain)]
    failed = open_incident(pipeline.name, datasets, grain)
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
        finer = {rollup.made_of for rollup in pipeline.rollups_of(grain)}
        inputs = [
            raw_gate(pipeline, f"raw.{pipeline.name}", failed)
            if name is None
            else batch_gate(
                pipeline, f"rollup.{name}", grain, failed, task_id=f"input_rollup.{name}"
            )
            for name in sorted(finer, key=str)
        ]
        rollup = window_job(
            pipeline,
            settings,
            dag_id=dag_id,
            task_id="rollup",
            job=JOB,
            arguments=["--grain", grain.value],
            datasets=datasets,
            grain=grain,
        )
        inputs >> rollup
    return dag
