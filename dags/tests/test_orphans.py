import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

# A worker that forks a task, as Airflow does, which runs a Spark application that says who it is.
WORKER = """
import os, sys
from headgate_dags.job import HeadgateJobOperator

task = os.fork()
if task == 0:
    os.setpgid(0, 0)
    HeadgateJobOperator(task_id="job", application=sys.argv[1]).execute({})
else:
    os.waitpid(task, 0)
"""

# Written beside its place and moved there, so that it is never read half written.
APPLICATION = """
import os, time
driver = os.getppid()
task = int(open(f"/proc/{driver}/stat").read().rsplit(")")[1].split()[1])
with open("PIDS.new", "w") as file:
    file.write(f"{driver} {task}")
os.rename("PIDS.new", "PIDS")
time.sleep(120)
"""


@pytest.mark.parametrize("victim", ["worker", "task"])
def test_no_spark_driver_outlives_a_killed(victim, tmp_path):
    pids, application = tmp_path / "pids", tmp_path / "application.py"
    application.write_text(APPLICATION.replace("PIDS", str(pids)))
    worker = subprocess.Popen(  # noqa: S603
        [sys.executable, "-c", WORKER, str(application)], cwd=Path(__file__).parent.parent
    )
    await_that(pids.exists, "the application starts")
    driver, task = map(int, pids.read_text().split())

    os.kill(worker.pid if victim == "worker" else task, signal.SIGKILL)

    await_that(lambda: not alive(task) and not alive(driver), "task and driver end")
    worker.wait(timeout=30)


def alive(pid):
    """Whether the process runs; one that has ended and waits for its parent does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")")[1].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def await_that(condition, what):
    """Wait until the condition holds, for 60 seconds at most."""
    end = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < end, f"not within 60 s: {what}"
        time.sleep(0.1)
