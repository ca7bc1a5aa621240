import json
import threading
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from types import SimpleNamespace
from typing import ClassVar

import pytest
from airflow.sdk.exceptions import AirflowSkipException

from headgate_dags.grain import Grain
from headgate_dags.incident import close_incident, open_incident

DATASET = "rollup.flights_by_origin_hourly"


class Registry(BaseHTTPRequestHandler):
    """Answers as the registry does, and keeps what it was asked."""

    calls: ClassVar[list] = []
    incidents: ClassVar[list] = []
    status: ClassVar[int] = 200

    def do_GET(self):
        self._answer("GET", {"incidents": self.incidents})

    def do_POST(self):
        self._answer("POST", {})

    def _answer(self, method, answer):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.calls.append((method, self.path, json.loads(body) if body else None))
        assert self.headers["Authorization"] == "Bearer a-key"
        self.send_response(self.status)
        self.end_headers()
        self.wfile.write(json.dumps(answer).encode())

    def log_message(self, *arguments):
        """Say nothing."""


@pytest.fixture
def registry(monkeypatch, tmp_path):
    server = HTTPServer(("127.0.0.1", 0), Registry)
    Registry.calls, Registry.incidents, Registry.status = [], [], 200
    threading.Thread(target=server.serve_forever, daemon=True).start()
    config = tmp_path / "headgate.properties"
    config.write_text("registry.api-key=a-key\n")
    monkeypatch.setenv("HEADGATE_CONFIG", str(config))
    monkeypatch.setenv("HEADGATE_REGISTRY_URL", f"http://127.0.0.1:{server.server_port}")
    yield Registry
    server.shutdown()
    server.server_close()


def context():
    return {
        "dag_run": SimpleNamespace(
            data_interval_start=datetime(2026, 11, 12, 5, tzinfo=UTC),
            data_interval_end=datetime(2026, 11, 12, 6, tzinfo=UTC),
            run_after=datetime(2026, 11, 12, 6, tzinfo=UTC),
        ),
        "task": SimpleNamespace(owner="aviation", application_args=["--pipeline", "flights"]),
        "ti": SimpleNamespace(
            dag_id="flights__rollup_hourly",
            task_id="rollup",
            run_id="scheduled__2026-11-12T05:00:00+00:00",
            try_number=9,
        ),
        "exception": "exit code 5",
    }


def test_a_task_that_failed_for_good_is_an_incident_of_its_partition_with_a_link(registry):
    open_incident("flights", [DATASET], Grain.HOURLY)(context())

    ((method, path, body),) = registry.calls
    assert (method, path) == ("POST", "/v1/incidents")
    assert body["kind"] == "RUN_FAILED"
    assert (body["pipeline"], body["dataset"]) == ("flights", DATASET)
    assert body["partition"] == "2026-11-12T05"
    assert "failed for good after 9 attempts: exit code 5." in body["text"]
    link = "/dags/flights__rollup_hourly/runs/scheduled__2026-11-12T05%3A00%3A00%2B00%3A00"
    assert link in body["text"]


def test_a_success_closes_the_incident_of_its_own_window_only(registry):
    registry.incidents = [
        incident(1, "RUN_FAILED", DATASET, f"{DATASET} 2026-11-12T05: task rollup"),
        incident(2, "RUN_FAILED", DATASET, f"{DATASET} 2026-11-12T06: task rollup"),
        incident(3, "CHECK_FAILED", DATASET, f"{DATASET} 2026-11-12T05: checks"),
    ]

    close_incident([DATASET], Grain.HOURLY)(context())

    assert [path for method, path, _ in registry.calls if method == "POST"] == [
        "/v1/incidents/1/close"
    ]


@pytest.mark.parametrize("status", [401, 403])
def test_a_key_that_may_not_open_incidents_is_an_error_that_names_the_role(
    registry, caplog, status
):
    registry.status = status

    open_incident("flights", [DATASET], Grain.HOURLY)(context())

    (told,) = [record for record in caplog.records if "registry" in record.getMessage()]
    assert told.levelname == "ERROR"
    assert f"it answers {status}. Give the workers a key of role operator" in told.getMessage()


@pytest.mark.parametrize(
    ("dag_id", "task_id", "about"),
    [
        ("flights__publish_raw", "publish", "raw.flights flights__publish_raw"),
        ("flights__corrections", "correct", "raw.flights flights__corrections"),
        ("flights__maintenance_hourly", "maintain", "raw.flights flights__maintenance_hourly"),
        ("flights__maintenance_nightly", "maintain", "raw.flights flights__maintenance_nightly"),
        ("flights__backfill", "restore", "raw.flights event_date=2026-11-12"),
        ("flights__backfill", "backfill", "raw.flights event_date=2026-11-12"),
    ],
)
def test_every_kind_of_dag_opens_an_incident_of_its_own_and_closes_it(
    registry, load_dags, pipelines_folder, flights, dag_id, task_id, about
):
    flights["contract"]["rollups"] = [{"name": "flights_by_origin_hourly", "grain": "HOURLY"}]
    (pipelines_folder / "flights.json").write_text(json.dumps(flights))
    dag = load_dags().dags[dag_id]
    run = {**context(), "ti": SimpleNamespace(**{**vars(context()["ti"]), "dag_id": dag_id})}

    for failed in dag.task_dict[task_id].on_failure_callback:
        failed(run)

    ((_, path, body),) = registry.calls
    assert path == "/v1/incidents"
    assert f"{body['dataset']} {body['partition']}" == about
    assert body["text"].startswith(f"{about}: ")

    registry.incidents = [
        incident(1, "RUN_FAILED", "raw.flights", body["text"]),
        incident(2, "RUN_FAILED", "raw.flights", "raw.flights another: task"),
    ]
    (last,) = dag.leaves
    for succeeded in last.on_success_callback:
        succeeded(run)

    assert registry.calls[-1][:2] == ("POST", "/v1/incidents/1/close")


def test_corrections_that_wait_for_an_input_are_no_failure_and_end_the_incident(
    registry, load_dags, tmp_path
):
    task = load_dags().dags["flights__corrections"].task_dict["correct"]
    application = tmp_path / "application.py"
    application.write_text("import sys; sys.exit(3)")
    task.application, task._java_class, task.application_args = str(application), None, []

    with pytest.raises(AirflowSkipException, match="The next run takes it up"):
        task.execute({})

    assert task.on_skipped_callback == task.on_success_callback


def test_a_registry_that_is_down_fails_no_callback(registry, monkeypatch):
    monkeypatch.setenv("HEADGATE_REGISTRY_URL", "http://127.0.0.1:1")

    open_incident("flights", [DATASET], Grain.HOURLY)(context())

    assert registry.calls == []


def incident(number, kind, dataset, text):
    return {"id": number, "kind": kind, "dataset": dataset, "text": text}
