"""The DAGs and the jobs are built apart: here each task's arguments meet its job's own help."""

import re
import subprocess
from pathlib import Path

from headgate_dags.job import HeadgateJobOperator

JARS = {
    f"io.headgate.{package}.{job}": Path(__file__).parents[2]
    / module
    / f"target/headgate-{module}.jar"
    for package, module, jobs in (
        (
            "batch",
            "batch-jobs",
            (
                "RollupJob",
                "CorrectRollupsJob",
                "BackfillJob",
                "SessionizeJob",
                "TransformJob",
                "PublishRawJob",
            ),
        ),
        ("streaming", "streaming-jobs", ("RestoreRawJob",)),
        ("compaction", "compaction", ("MaintainJob",)),
    )
    for job in jobs
}


def test_every_job_knows_the_flags_that_its_task_gives(load_dags, clicks):
    tasks = [
        task
        for dag in load_dags().dags.values()
        for task in dag.tasks
        if isinstance(task, HeadgateJobOperator)
    ]
    assert tasks

    for task in tasks:
        known = flags_of(task._java_class)
        given = [word for word in task.application_args if word.startswith("--")]
        assert given
        assert set(given) <= known, f"{task._java_class} does not know all of {given}"


def flags_of(job: str) -> set[str]:
    jar = JARS[job]
    assert jar.exists(), (
        f"{jar} is missing. Run: mvn -B package -DskipTests "
        "-pl batch-jobs,streaming-jobs,compaction -am"
    )
    command = ["spark-submit", "--class", job, str(jar), "--help"]  # on PATH, as for a task
    shown = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603
    return set(re.findall(r"--[a-z-]+", shown.stdout))
