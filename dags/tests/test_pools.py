"""Airflow's own scheduler as the stack sets it up, and an executor that ends no task."""

import json
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

DAGS = Path(__file__).parent.parent
STACK = DAGS.parent / "infra/components/src/main/resources/io/headgate/components/airflow"

EXECUTOR = """
from airflow.executors.base_executor import BaseExecutor


class KeepingExecutor(BaseExecutor):
    def _process_workloads(self, workloads):
        for workload in workloads:
            self.running.add(workload.ti.key)
            del self.queued_tasks[workload.ti.key]

    def sync(self):
        pass

    def end(self):
        pass

    def terminate(self):
        pass
"""

SCRIPT = """
import sys
from datetime import UTC, datetime, timedelta

from airflow.cli.cli_parser import get_parser
from airflow.models.dag import DagModel
from airflow.models.dagrun import DagRun
from airflow.models.taskinstance import TaskInstance
from airflow.utils.session import create_session
from sqlalchemy import select, update


def airflow(*words):
    arguments = get_parser().parse_args(words)
    arguments.func(arguments)


def on(*dags):
    with create_session() as session:
        session.execute(update(DagModel).values(is_paused=DagModel.dag_id.not_in(dags)))


def day(back):
    return (datetime.now(UTC) - timedelta(days=back)).date().isoformat()


def backfill(dag, first, last):
    airflow("backfill", "create", "--dag-id", dag, "--from-date", day(first), "--to-date",
            day(last), "--reprocess-behavior", "completed", "--max-active-runs", "1")


airflow("db", "migrate")
airflow("pools", "import", sys.argv[1])
airflow("dags", "reserialize")

on("flights__rollup_daily")
airflow("scheduler", "--num-runs", "4", "--skip-serve-logs")
with create_session() as session:
    session.execute(update(TaskInstance).values(state="success"))
    session.execute(update(DagRun).values(state="success"))

# The first day of this one has a scheduled run, of the others none.
backfill("flights__rollup_daily", 2, 2)
backfill("clicks__rollup_daily", 9, 8)
backfill("clicks__sessionize", 9, 8)
on("flights__rollup_daily", "clicks__rollup_daily", "clicks__sessionize", "flights__rollup_hourly")
airflow("scheduler", "--num-runs", "8", "--skip-serve-logs")

with create_session() as session:
    rows = session.execute(
        select(TaskInstance.dag_id, DagRun.run_type, DagRun.run_id, TaskInstance.task_id,
               TaskInstance.pool, TaskInstance.state)
        .join(DagRun, TaskInstance.dag_run).where(DagRun.state == "running"))
    for row in rows:
        print("TASK", *(str(value) for value in row))
"""


def test_hourly_runs_find_a_worker_while_backfills_of_three_dags_go_on(
    tmp_path, pipelines_folder, flights, clicks
):
    # So that the scheduler has runs of its own for flights only.
    for document, ago in ((flights, timedelta(days=2)), (clicks, timedelta())):
        document["first_applied_at"] = (datetime.now(UTC) - ago).isoformat()
        (pipelines_folder / f"{document['name']}.json").write_text(json.dumps(document))
    (tmp_path / "keeping_executor.py").write_text(EXECUTOR)
    config = (STACK / "airflow.cfg").read_text()
    for name, value in {"DAGS": DAGS, "PORT": 8080, "PASSWORDS": tmp_path / "none"}.items():
        config = config.replace(f"@{name}@", str(value))
    (tmp_path / "airflow.cfg").write_text(config)
    environment = {
        **os.environ,
        "AIRFLOW_HOME": str(tmp_path),
        "AIRFLOW__CORE__EXECUTOR": "keeping_executor.KeepingExecutor",
        "AIRFLOW__OPENLINEAGE__DISABLED": "True",
        "PYTHONPATH": str(tmp_path),
    }

    end = subprocess.run(  # noqa: S603
        [sys.executable, "-c", SCRIPT, str(STACK / "pools.json")],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert end.returncode == 0, end.stdout + end.stderr
    tasks = [line.split()[1:] for line in end.stdout.splitlines() if line.startswith("TASK")]

    backfills = [task for task in tasks if task[1] == "backfill"]
    assert {task[0] for task in backfills} == {
        "flights__rollup_daily",
        "clicks__rollup_daily",
        "clicks__sessionize",
    }
    assert {task[4] for task in backfills} == {"headgate_backfill"}
    # A run that the schedule had made, and the backfill took over.
    assert any(task[2].startswith("scheduled__") for task in backfills)
    assert [task[5] for task in backfills].count("queued") == 1

    hourly = [task for task in tasks if task[0] == "flights__rollup_hourly"]
    assert ["inputs", "default_pool", "queued"] in [task[3:] for task in hourly]


def test_the_pools_of_all_tasks_are_those_that_the_stack_makes(load_dags, clicks):
    pools = json.loads((STACK / "pools.json").read_text())

    used = {task.pool for dag in load_dags().dags.values() for task in dag.tasks}

    assert used == {"default_pool", *pools}
