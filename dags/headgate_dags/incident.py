"""A run that failed for good is an incident of the owner team until a later one has mended it."""

import logging
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import httpx
from airflow.sdk import Context, conf

from headgate_dags.gate import TIMEOUT_SECONDS, registry_headers, registry_url
from headgate_dags.grain import Grain
from headgate_dags.report import report_failure
from headgate_dags.window import window_of

log = logging.getLogger(__name__)

KIND = "RUN_FAILED"
REFUSED = frozenset({httpx.codes.UNAUTHORIZED, httpx.codes.FORBIDDEN})


def run_url(dag_id: str, run_id: str) -> str:
    """Address of a run in Airflow's UI."""
    base = conf.get("api", "base_url", fallback="http://localhost:8080").rstrip("/")
    return f"{base}/dags/{quote(dag_id)}/runs/{quote(run_id, safe='')}"


def subject_of(context: Context, dataset: str, grain: Grain | None) -> str:
    """What tells the incidents of a dataset apart.

    The registry's key of the partition that a run is about, such as 2026-11-12, 2026-11-12T05 or,
    of raw, event_date=2026-11-12; the DAG where a run is about no single partition.
    """
    if grain is None:
        return context["ti"].dag_id
    key = window_of(context["dag_run"], grain).start[: grain.key_length]
    return f"event_date={key}" if dataset.startswith("raw.") else key


def open_incident(
    pipeline: str, datasets: list[str], grain: Grain | None
) -> Callable[[Context], None]:
    """Make a callback for a task that has failed for good; the registry tells the owner team.

    The registry closes the incident when the window is published, by whichever run. `grain` is
    that of the run's window; None for a run that is about no single partition.
    """

    def failed(context: Context) -> None:
        report_failure(context)
        instance = context["ti"]
        for dataset in datasets:
            subject = subject_of(context, dataset, grain)
            text = (
                f"{dataset} {subject}: task {instance.task_id} of run {instance.run_id} failed "
                f"for good after {instance.try_number} attempts: {context.get('exception')}. "
                f"Look at {run_url(instance.dag_id, instance.run_id)}, mend the cause, and clear "
                f"the run."
            )
            _call(
                "POST",
                "/v1/incidents",
                {
                    "kind": KIND,
                    "pipeline": pipeline,
                    "dataset": dataset,
                    "partition": subject,
                    "text": text,
                },
            )

    return failed


def close_incident(datasets: list[str], grain: Grain | None) -> Callable[[Context], None]:
    """Make a callback for a task that succeeded: a repeat that found nothing to do ends it too."""

    def succeeded(context: Context) -> None:
        about = tuple(f"{each} {subject_of(context, each, grain)}:" for each in datasets)
        answer = _call("GET", "/v1/incidents?open=true&limit=1000", None) or {}
        for incident in answer.get("incidents", []):
            if (
                incident["kind"] == KIND
                and incident.get("dataset") in datasets
                and incident["text"].startswith(about)
            ):
                _call("POST", f"/v1/incidents/{incident['id']}/close", [])

    return succeeded


def _call(method: str, path: str, body: Any) -> Any:
    """Call the registry; one that does not take the call is logged, as a callback fails nothing."""
    try:
        with httpx.Client(
            timeout=TIMEOUT_SECONDS, trust_env=False, headers=registry_headers()
        ) as http:
            answer = http.request(method, registry_url() + path, json=body)
            if answer.status_code in REFUSED:
                log.error(
                    "the registry refuses %s %s: it answers %d. Give the workers a key of role "
                    "operator, in HEADGATE_REGISTRY_API_KEY or as registry.api-key in the file of "
                    "HEADGATE_CONFIG; the variable goes before the file",
                    method,
                    path,
                    answer.status_code,
                )
                return None
            answer.raise_for_status()
            return answer.json()
    except (httpx.HTTPError, ValueError) as error:
        log.warning("the registry does not take %s %s: %r", method, path, error)
        return None
