"""DAGs `<pipeline>__sessionize` and `<pipeline>__transform_<grain>`: what stands in `curated`."""

from airflow.sdk import DAG, CronDataIntervalTimetable

from headgate_dags.gate_sensor import GateSensor
from headgate_dags.grain import Grain
from headgate_dags.incident import open_incident
from headgate_dags.pipelines import Pipeline
from headgate_dags.settings import Settings
from headgate_dags.window import window_of
from headgate_dags.window_tasks import batch_gate, raw_gate, window_job

SESSIONIZE = "io.headgate.batch.SessionizeJob"
TRANSFORM = "io.headgate.batch.TransformJob"

DOC = """
Makes {datasets} of pipeline `{pipeline}`.

One run is one window, its data interval: gate inputs → stage → check → publish → record, in
`spark-submit` of `{job}`. A run repeated on the same input changes nothing.

- **While it waits**: a task that is deferred says in its log and its XCom `waits_for` which input
  it waits for.
- **Again, or for the past**: `headgate backfill {pipeline} --from A --to B` makes whole days, with
  all that they are made of. Of this DAG alone: `airflow backfill create --dag-id {dag_id}
  --from-date A --to-date B --reprocess-behavior completed --max-active-runs 1` (both ends are
  starts of windows, inclusive), or clear the run. Newer events, and what is published anew of its
  inputs, are taken up by `{pipeline}__corrections`.
- **When it fails**: the end of the task's log says why. Exit code 4 means that the checks failed:
  it is not tried again, and readers keep the last good state. Exit codes 3 (an input is late or
  its gate is closed) and 5 (a dependency is down) are tried again with growing pauses.
- **Who answers for it**: {owner}. Contract version {version}.
"""


def sessionize_dag(pipeline: Pipeline, settings: Settings) -> DAG:
    """Make the DAG of the sessions and funnels of one pipeline, which are all daily."""
    dag_id = f"{pipeline.name}__sessionize"
    datasets = [f"curated.{name}" for name in pipeline.sessions]
    with _dag(pipeline, Grain.DAILY, dag_id, SESSIONIZE, pipeline.sessions, "sessions") as dag:
        failed = open_incident(pipeline.name, datasets, Grain.DAILY)
        raw_gate(pipeline, f"raw.{pipeline.name}", failed) >> window_job(
            pipeline,
            settings,
            dag_id=dag_id,
            task_id="sessionize",
            job=SESSIONIZE,
            arguments=[],
            datasets=datasets,
            grain=Grain.DAILY,
        )
    return dag


def transform_dag(pipeline: Pipeline, grain: Grain, settings: Settings) -> DAG:
    """Make the DAG of the transforms of one grain, one job each, after what they read."""
    dag_id = f"{pipeline.name}__transform_{grain.value}"
    names = tuple(transform.name for transform in pipeline.transforms_of(grain))
    with _dag(pipeline, grain, dag_id, TRANSFORM, names, "transform") as dag:
        jobs = {}
        gates = {}
        for transform in pipeline.transforms_of(grain):
            job = window_job(
                pipeline,
                settings,
                dag_id=dag_id,
                task_id=transform.name,
                job=TRANSFORM,
                arguments=["--grain", grain.value, "--transform", transform.name],
                datasets=[f"curated.{transform.name}"],
                grain=grain,
            )
            for dataset in transform.inputs:
                if dataset in jobs:
                    jobs[dataset] >> job
                    continue
                # Of what nobody here makes the job itself asks, and is tried again.
                if dataset not in gates:
                    gates[dataset] = _gate(pipeline, grain, dataset)
                if gates[dataset] is not None:
                    gates[dataset] >> job
            jobs[f"curated.{transform.name}"] = job
    return dag


def _gate(pipeline: Pipeline, grain: Grain, dataset: str) -> GateSensor | None:
    task_id = f"input_{dataset}"
    readers = [
        f"curated.{transform.name}"
        for transform in pipeline.transforms_of(grain)
        if dataset in transform.inputs
    ]
    failed = open_incident(pipeline.name, readers, grain)
    if dataset.startswith("raw."):
        return raw_gate(pipeline, dataset, failed, task_id)
    return batch_gate(pipeline, dataset, grain, failed, task_id)


def _dag(
    pipeline: Pipeline, grain: Grain, dag_id: str, job: str, names: tuple[str, ...], kind: str
) -> DAG:
    return DAG(
        dag_id=dag_id,
        description=f"Curated {grain.value} tables of {pipeline.name}",
        doc_md=DOC.format(
            dag_id=dag_id,
            datasets=", ".join(f"`curated.{name}`" for name in names),
            job=job,
            owner=pipeline.owner_team,
            pipeline=pipeline.name,
            version=pipeline.version,
        ),
        schedule=CronDataIntervalTimetable(grain.cron, timezone="UTC"),
        start_date=grain.floor(pipeline.first_applied_at),
        catchup=True,
        is_paused_upon_creation=False,
        # A window compares itself with the windows before it, so they go one by one.
        max_active_runs=1,
        tags={"headgate", kind, grain.value, pipeline.name},
        user_defined_macros={"window": lambda run: window_of(run, grain)},
    )
