import shlex
from datetime import UTC, datetime
from types import SimpleNamespace

from airflow.serialization.serialized_objects import DagSerialization

BACKFILL = "flights__backfill"


def test_a_backfill_takes_every_day_of_a_range_and_never_runs_by_itself(load_dags):
    dag = scheduled(load_dags().dags[BACKFILL])

    days = dag.iter_dagrun_infos_between(
        datetime(2026, 11, 12, tzinfo=UTC), datetime(2026, 11, 14, tzinfo=UTC)
    )

    assert [day.data_interval.start.day for day in days] == [12, 13, 14]
    assert dag.next_dagrun_info(last_automated_run_info=None).run_after.year == 2100
    assert dag.is_paused_upon_creation is False


def test_raw_is_restored_before_everything_else_is_made_from_it(load_dags):
    dag = load_dags().dags[BACKFILL]
    run = SimpleNamespace(
        data_interval_start=datetime(2026, 11, 12, tzinfo=UTC),
        data_interval_end=datetime(2026, 11, 13, tzinfo=UTC),
        run_after=datetime(2026, 11, 21, 12, tzinfo=UTC),
    )
    restore, backfill = dag.task_dict["restore"], dag.task_dict["backfill"]
    for task in (restore, backfill):
        task.render_template_fields({"dag_run": run, "params": {"max_rate": 700}})

    assert restore.downstream_task_ids == {"backfill"}
    assert shlex.join(submit_command(restore)).endswith(
        "--class io.headgate.streaming.RestoreRawJob --deploy-mode client "
        "/opt/headgate/streaming-jobs.jar --pipeline flights --date 2026-11-12 --max-rate 700"
    )
    assert shlex.join(submit_command(backfill)).endswith(
        "--class io.headgate.batch.BackfillJob --deploy-mode client "
        "/opt/headgate/batch-jobs.jar --pipeline flights --date 2026-11-12 --max-rate 700"
    )


def test_every_task_leads_to_the_page_of_its_dataset(load_dags, monkeypatch):
    monkeypatch.setenv("HEADGATE_REGISTRY_URL", "http://registry:17105")
    dags = load_dags().dags

    links = {
        f"{dag_id}.{task.task_id}": link.get_link(task, ti_key=None)
        for dag_id, dag in dags.items()
        for task in dag.tasks
        for link in task.operator_extra_links
        if link.name == "Registry" and task.dataset
    }

    page = "http://registry:17105/#/datasets/"
    assert links == {
        "flights__backfill.restore": page + "raw.flights",
        "flights__backfill.backfill": page + "rollup.flights_by_origin_daily",
        "flights__publish_raw.publish": page + "raw.flights",
        "flights__rollup_daily.inputs": page + "raw.flights",
        "flights__rollup_daily.rollup": page + "rollup.flights_by_origin_daily",
        "flights__rollup_hourly.inputs": page + "raw.flights",
        "flights__rollup_hourly.rollup": page + "rollup.flights_by_origin_hourly",
    }


def test_without_the_jar_of_the_streams_there_are_no_backfills(load_dags, monkeypatch):
    monkeypatch.delenv("HEADGATE_STREAMING_JAR")

    bag = load_dags()

    assert bag.import_errors == {}
    assert BACKFILL not in bag.dags


def scheduled(dag):
    """The DAG as the scheduler sees it: serialized and read back."""
    return DagSerialization.from_dict(DagSerialization.to_dict(dag))


def submit_command(task):
    """The command that the task starts."""
    return task._get_hook()._build_spark_submit_command(task.application)
