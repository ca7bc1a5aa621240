from datetime import UTC, datetime, timedelta

import pytest


@pytest.mark.parametrize(
    ("name", "cron", "actions"),
    [
        ("flights__maintenance_hourly", "25 * * * *", "bin-pack,snapshots"),
        (
            "flights__maintenance_nightly",
            "40 2 * * *",
            "retention,cluster,manifests,orphans",
        ),
    ],
)
def test_the_tables_of_a_pipeline_are_maintained_on_schedule(load_dags, name, cron, actions):
    dag = load_dags().dags[name]
    task = dag.task_dict["maintain"]

    assert dag.timetable.expression == cron
    assert dag.start_date == datetime(2026, 11, 21, 10, 20, 30, 123456, tzinfo=UTC)
    assert dag.catchup is False
    assert dag.max_active_runs == 1
    assert dag.owner == "aviation"
    assert task.application == "/opt/headgate/compaction.jar"
    assert task.application_args == ["--pipeline", "flights", "--action", actions]
    assert task.retries == 2
    assert task.execution_timeout == timedelta(hours=4)


def test_without_the_jar_nothing_is_maintained(load_dags, monkeypatch):
    monkeypatch.delenv("HEADGATE_COMPACTION_JAR")

    bag = load_dags()

    assert bag.import_errors == {}
    assert not [name for name in bag.dags if "maintenance" in name]
