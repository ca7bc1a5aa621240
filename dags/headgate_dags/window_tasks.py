"""The tasks of a DAG run that is one window: wait for inputs, run a job."""

from datetime import timedelta

from headgate_dags.gate_sensor import GateSensor
from headgate_dags.grain import Grain
from headgate_dags.job import SPARK_CONF, HeadgateJobOperator
from headgate_dags.pipelines import Pipeline
from headgate_dags.report import report_failure
from headgate_dags.settings import Settings

LONGEST_WAIT = timedelta(hours=12)


def raw_gate(pipeline: Pipeline, dataset: str, task_id: str = "inputs") -> GateSensor:
    """Wait until raw has been read past the window; one is a day at most, so one partition."""
    return _gate(
        pipeline,
        task_id=task_id,
        dataset=dataset,
        partition="event_date={{ window(dag_run).start[:10] }}",
        read_until="{{ window(dag_run).end }}",
    )


def batch_gate(pipeline: Pipeline, dataset: str, grain: Grain, task_id: str) -> GateSensor:
    """Wait until the window of a batch dataset of the same grain is published."""
    length = len("2026-11-12" if grain is Grain.DAILY else "2026-11-12T05")
    return _gate(
        pipeline,
        task_id=task_id,
        dataset=dataset,
        partition=f"{{{{ window(dag_run).start[:{length}] }}}}",
    )


def _gate(pipeline: Pipeline, **arguments: str) -> GateSensor:
    return GateSensor(
        owner=pipeline.owner_team,
        timeout=LONGEST_WAIT,
        retries=3,
        retry_delay=timedelta(minutes=1),
        on_failure_callback=report_failure,
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
) -> HeadgateJobOperator:
    """Run a job for the pipeline and the window of the run."""
    return HeadgateJobOperator(
        task_id=task_id,
        owner=pipeline.owner_team,
        conn_id="spark_default",
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
        conf=SPARK_CONF,
        driver_memory="1g",
        retries=8,
        retry_delay=timedelta(seconds=30),
        retry_exponential_backoff=2,
        max_retry_delay=timedelta(minutes=30),
        execution_timeout=timedelta(hours=2),
        on_failure_callback=report_failure,
    )
