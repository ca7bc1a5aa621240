"""A run in Airflow itself: task, deferral, trigger and resumption, with a database of its own."""

import os
import subprocess
import sys
from pathlib import Path

SHUT = '{"code": "%s", "text": "t", "since": "2026-11-12T05:00:00Z", "remedy": null, "shuts": true}'
DAG = f"""
import json, os, threading
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from airflow.models.xcom import XComModel
from airflow.sdk import DAG
from airflow.utils.session import create_session
from headgate_dags.gate_sensor import GateSensor
from sqlalchemy import select

GAP, HELD = json.loads('{SHUT % "UNBALANCED"}'), json.loads('{SHUT % "HELD"}')
ANSWERS = [[GAP], [GAP], [GAP, HELD], [GAP, HELD], []]


class Registry(BaseHTTPRequestHandler):
    def do_GET(self):
        reasons = ANSWERS.pop(0) if len(ANSWERS) > 1 else ANSWERS[0]
        self.send_response(200)
        self.end_headers()
        answer = dict(open=not reasons, reasons=reasons)
        self.wfile.write(json.dumps(answer).encode())

    def log_message(self, *_):
        pass


with DAG(dag_id="run", schedule=None, start_date=datetime(2026, 1, 1, tzinfo=UTC)) as dag:
    GateSensor(task_id="inputs", dataset="raw.flights", timeout=600, poke_interval=0.1)

if __name__ == "__main__":
    server = ThreadingHTTPServer(("127.0.0.1", 0), Registry)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    os.environ["HEADGATE_REGISTRY_URL"] = f"http://127.0.0.1:{{server.server_port}}"
    state = dag.test().state.value
    with create_session() as session:
        pushed = session.scalars(select(XComModel.value).where(XComModel.key == "waits_for"))
        print("ended", state, *(f"[{{value}}]" for value in pushed))
"""


def test_a_task_is_deferred_tells_each_new_reason_and_ends_when_the_gate_opens(tmp_path):
    folder = tmp_path / "dags"
    folder.mkdir()
    (folder / "run.py").write_text(DAG)
    environment = {
        **os.environ,
        "AIRFLOW_HOME": str(tmp_path),
        "AIRFLOW__CORE__DAGS_FOLDER": str(folder),
        "AIRFLOW__LOGGING__LOGGING_LEVEL": "INFO",
        "PYTHONPATH": str(Path(__file__).parent.parent),
    }

    def run(*words):
        command = [sys.executable, *words]
        return subprocess.run(  # noqa: S603
            command, env=environment, capture_output=True, text=True, check=True
        ).stdout

    run("-m", "airflow", "db", "migrate")
    said = run(str(folder / "run.py"))

    assert "is shut, waiting until" in said
    assert "UNBALANCED: t (since 2026-11-12T05:00:00Z).; HELD: t" in said
    assert "ended success [nothing, the gate is open]" in said
