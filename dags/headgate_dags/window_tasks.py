"""The tasks of a DAG run that is one window: wait for inputs, run a job."""

from collections.abc import Callable
from datetime import timedelta

from airflow.sdk import Context

from headgate_dags.gate_sensor import GateSensor
from headgate_dags.grain import Grain
from headgate_dags.incident import close_incident, open_incident
from headgate_dags.job import HeadgateJobOperator
from headgate_dags.pipelines import Pipeline
from headgate_dags.settings import Settings

LONGEST_WAIT = timedelta(hours=12)

Callback = Callable[[Context], None]


def raw_gate(
    pipeline: Pipeline, dataset: str, failed: Callback, task_id: str = "inputs"
) -> GateSensor:
    """Wait until raw has been read past the window; one is a day at most, so one partition."""
    return _gate(
        pipeline,
        failed,
        task_id=task_id,
        dataset=dataset,
        partition="event_date={{ window(dag_run).start[:10] }}",
        read_until="{{ window(dag_run).end }}",
    )


def batch_gate(
    pipeline: Pipeline, dataset: str, grain: Grain, failed: Callback, task_id: str
) -> GateSensor | None:
    """Wait until a batch dataset of the pipeline is published over the whole window, `grain` wide.

    None for a dataset whose partitions do not fit into the window.
    """
    of = pipeline.batch_grain(dataset)
    if of is None or of.width > grain.width:
        return None
    if of.width == grain.width:
        partition = [f"{{{{ window(dag_run).start[:{of.key_length}] }}}}"]
    else:
        date = f"{{{{ window(dag_run).start[:{grain.key_length}] }}}}"
        partition = [f"{date}T{hour:02}" for hour in range(24)]
    return _gate(pipeline, failed, task_id=task_id, dataset=dataset, partition=partition)


def _gate(pipeline: Pipeline, failed: Callback, **arguments: str | list[str]) -> GateSensor:
    return GateSensor(
        owner=pipeline.owner_team,
        timeout=LONGEST_WAIT,
        retries=3,
        retry_delay=timedelta(minutes=1),
        on_failure_callback=failed,
        **arguments,
    )


def window_job(
    pipeline: Pipeline,
    settings: Settings,
    *,
    dag_id: str,
    task_id: str,
    job: str,
    arguments: list[str],
    datasets: list[str],
    grain: Grain,
) -> HeadgateJobOperator:
    """Run a job for the pipeline and the window of the run, which makes partitions of datasets."""
    return HeadgateJobOperator(
        task_id=task_id,
        dataset=datasets[0],
        owner=pipeline.owner_team,
        name=dag_id,
        application=settings.batch_jar,
        java_class=job,
        application_args=[
            "--pipeline",
            pipeline.name,
            *arguments,
            "--window-start",
            "{{ window(dag_run).start }}",
            "--window-end",
            "{{ window(dag_run).end }}",
        ],
        retries=8,
        retry_delay=timedelta(seconds=30),
        retry_exponential_backoff=2,
        max_retry_delay=timedelta(minutes=30),
        execution_timeout=timedelta(hours=2),
        on_failure_callback=open_incident(pipeline.name, datasets, grain),
        on_success_callback=close_incident(datasets, grain),
    )
