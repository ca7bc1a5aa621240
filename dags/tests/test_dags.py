import json
import shlex
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from airflow.serialization.serialized_objects import DagSerialization
from airflow.timetables.base import DataInterval

DAILY, HOURLY = "flights__rollup_daily", "flights__rollup_hourly"
CORRECTIONS, BACKFILL = "flights__corrections", "flights__backfill"
RAW = "flights__publish_raw"
MAINTENANCE = {"flights__maintenance_hourly", "flights__maintenance_nightly"}
OTHERS = {RAW, CORRECTIONS, BACKFILL} | MAINTENANCE


def test_a_pipeline_has_a_dag_for_each_grain_raw_corrections_backfills_and_maintenance(load_dags):
    bag = load_dags()

    assert bag.import_errors == {}
    assert set(bag.dags) == {DAILY, HOURLY} | OTHERS


def test_a_pipeline_without_hourly_rollups_has_no_hourly_dag(load_dags, pipelines_folder, flights):
    del flights["contract"]["rollups"][0]
    (pipelines_folder / "flights.json").write_text(json.dumps(flights))

    assert set(load_dags().dags) == {DAILY} | OTHERS


def test_a_dag_is_on_from_the_start_and_belongs_to_the_owner_team(load_dags):
    dag = load_dags().dags[DAILY]

    assert dag.owner == "aviation"
    assert dag.is_paused_upon_creation is False
    assert dag.catchup is True
    assert dag.max_active_runs == 1
    assert "`rollup.flights_by_origin_daily`, `rollup.flights_by_route_daily`" in dag.doc_md


@pytest.mark.parametrize(
    ("dag_id", "first_window", "width"),
    [
        (DAILY, datetime(2026, 11, 21, tzinfo=UTC), timedelta(days=1)),
        (HOURLY, datetime(2026, 11, 21, 10, tzinfo=UTC), timedelta(hours=1)),
    ],
)
def test_the_first_window_is_the_one_in_which_the_pipeline_was_applied(
    load_dags, dag_id, first_window, width
):
    dag = scheduled(load_dags().dags[dag_id])

    first = dag.next_dagrun_info(last_automated_run_info=None)
    second = dag.next_dagrun_info(last_automated_run_info=first)

    assert first.data_interval == DataInterval(first_window, first_window + width)
    assert first.run_after == first_window + width
    assert second.data_interval.start == first.data_interval.end


def test_a_backfill_reaches_back_before_the_pipeline_was_applied_both_ends_included(load_dags):
    dag = scheduled(load_dags().dags[DAILY])

    runs = dag.iter_dagrun_infos_between(
        datetime(2026, 11, 12, tzinfo=UTC), datetime(2026, 11, 19, tzinfo=UTC)
    )

    assert [run.data_interval.start.day for run in runs] == [12, 13, 14, 15, 16, 17, 18, 19]


def test_the_job_is_given_the_data_interval_of_the_run(load_dags):
    task = load_dags().dags[DAILY].task_dict["rollup"]
    run = SimpleNamespace(
        data_interval_start=datetime(2026, 11, 12, tzinfo=UTC),
        data_interval_end=datetime(2026, 11, 13, tzinfo=UTC),
        run_after=datetime(2026, 11, 21, 12, tzinfo=UTC),
    )

    task.render_template_fields({"dag_run": run})

    assert shlex.join(submit_command(task)) == (
        "spark-submit --master 'local[2]' --conf spark.ui.enabled=false "
        "--conf 'spark.driver.extraJavaOptions="
        "-XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xshare:auto' "
        "--driver-memory 1g --name flights__rollup_daily --class io.headgate.batch.RollupJob "
        "--deploy-mode client /opt/headgate/batch-jobs.jar "
        "--pipeline flights --grain daily "
        "--window-start 2026-11-12T00:00:00Z --window-end 2026-11-13T00:00:00Z"
    )


def test_the_job_waits_for_the_gate_of_the_raw_events_of_its_window(load_dags):
    for dag_id, end in ((DAILY, "2026-11-13T00:00:00Z"), (HOURLY, "2026-11-12T06:00:00Z")):
        dag = load_dags().dags[dag_id]
        sensor = dag.task_dict["inputs"]
        run = SimpleNamespace(
            data_interval_start=datetime(2026, 11, 12, 5 if dag_id == HOURLY else 0, tzinfo=UTC),
            data_interval_end=datetime.fromisoformat(end),
            run_after=datetime(2026, 11, 21, 12, tzinfo=UTC),
        )

        sensor.render_template_fields({"dag_run": run})

        assert sensor.downstream_task_ids == {"rollup"}
        assert sensor.dataset == "raw.flights"
        assert sensor.partition == "event_date=2026-11-12"
        assert sensor.read_until == end
        assert sensor.timeout == timedelta(hours=12).total_seconds()


def test_a_level_waits_until_the_one_below_it_is_published_over_the_whole_window(
    load_dags, pipelines_folder, flights
):
    flights["contract"]["rollups"] = [
        {"name": "minutes", "grain": "MINUTELY"},
        {"name": "hours", "grain": "HOURLY", "from": "minutes"},
        {"name": "days", "grain": "DAILY", "from": "hours"},
        {"name": "days_of_raw", "grain": "DAILY"},
    ]
    (pipelines_folder / "flights.json").write_text(json.dumps(flights))
    dags = load_dags().dags
    run = SimpleNamespace(
        data_interval_start=datetime(2026, 11, 12, tzinfo=UTC),
        data_interval_end=datetime(2026, 11, 13, tzinfo=UTC),
        run_after=datetime(2026, 11, 21, 12, tzinfo=UTC),
    )
    hour, day = (dags[name].task_dict["rollup"] for name in (HOURLY, DAILY))
    minutes = dags[HOURLY].task_dict["input_rollup.minutes"]
    hours = dags[DAILY].task_dict["input_rollup.hours"]
    for sensor in (minutes, hours):
        sensor.render_template_fields({"dag_run": run})

    assert dags["flights__rollup_minutely"].task_dict["rollup"].upstream_task_ids == {"inputs"}
    assert hour.upstream_task_ids == {"input_rollup.minutes"}
    assert day.upstream_task_ids == {"inputs", "input_rollup.hours"}
    assert (minutes.dataset, minutes.partition) == ("rollup.minutes", ["2026-11-12T00"])
    assert hours.dataset == "rollup.hours"
    assert hours.partition == [f"2026-11-12T{hour:02}" for hour in range(24)]


def test_a_late_input_is_waited_for_with_growing_pauses(load_dags):
    task = load_dags().dags[DAILY].task_dict["rollup"]

    assert task.retries == 8
    assert task.retry_exponential_backoff == 2
    assert task.retry_delay == timedelta(seconds=30)
    assert task.max_retry_delay == timedelta(minutes=30)
    assert task.execution_timeout == timedelta(hours=2)


def test_an_unreadable_pipeline_is_an_import_error_and_hides_no_other(load_dags, pipelines_folder):
    (pipelines_folder / "trains.json").write_text('{"name": "trains"')

    bag = load_dags()

    assert set(bag.dags) == {DAILY, HOURLY} | OTHERS
    assert list(bag.import_errors) == ["unreadable_pipelines.py"]
    message = next(iter(bag.import_errors.values()))
    assert (
        f"Cannot make DAGs from {pipelines_folder}/trains.json: Expecting ',' delimiter" in message
    )


def test_a_missing_setting_is_named_in_the_import_error(load_dags, monkeypatch):
    monkeypatch.delenv("HEADGATE_PIPELINES_DIR")

    errors = load_dags().import_errors

    assert "HEADGATE_PIPELINES_DIR is not set" in errors["pipelines.py"]


def test_corrections_run_every_quarter_of_an_hour_and_never_for_the_past(load_dags):
    dag = scheduled(load_dags().dags[CORRECTIONS])

    first = dag.next_dagrun_info(last_automated_run_info=None)

    assert first.data_interval.end - first.data_interval.start == timedelta(minutes=15)
    assert dag.catchup is False
    assert dag.max_active_runs == 1
    task = load_dags().dags[CORRECTIONS].task_dict["correct"]
    assert shlex.join(submit_command(task)).endswith(
        "--name flights__corrections --class io.headgate.batch.CorrectRollupsJob "
        "--deploy-mode client /opt/headgate/batch-jobs.jar --pipeline flights"
    )


def test_raw_is_published_every_quarter_of_an_hour_and_never_for_the_past(load_dags):
    dag = load_dags().dags[RAW]

    assert dag.timetable.expression == "5-59/15 * * * *"
    assert dag.catchup is False
    assert dag.max_active_runs == 1
    assert shlex.join(submit_command(dag.task_dict["publish"])).endswith(
        "--name flights__publish_raw --class io.headgate.batch.PublishRawJob "
        "--deploy-mode client /opt/headgate/batch-jobs.jar --pipeline flights"
    )


def test_rollups_of_minutes_are_made_by_the_hour(load_dags, pipelines_folder, flights):
    flights["contract"]["rollups"][0]["grain"] = "MINUTELY"
    (pipelines_folder / "flights.json").write_text(json.dumps(flights))

    first = scheduled(load_dags().dags["flights__rollup_minutely"]).next_dagrun_info(
        last_automated_run_info=None
    )

    assert first.data_interval.start == datetime(2026, 11, 21, 10, tzinfo=UTC)
    assert first.data_interval.end == datetime(2026, 11, 21, 11, tzinfo=UTC)


def scheduled(dag):
    """The DAG as the scheduler sees it: serialized and read back."""
    return DagSerialization.from_dict(DagSerialization.to_dict(dag))


def submit_command(task):
    """The command that the task starts."""
    return task._get_hook()._build_spark_submit_command(task.application)
