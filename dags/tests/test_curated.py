import json
from datetime import UTC, datetime
from types import SimpleNamespace

from test_dags import submit_command

RUN = SimpleNamespace(
    data_interval_start=datetime(2026, 11, 12, tzinfo=UTC),
    data_interval_end=datetime(2026, 11, 13, tzinfo=UTC),
    run_after=datetime(2026, 11, 21, 12, tzinfo=UTC),
)


def test_sessions_and_transforms_have_dags_of_their_own(load_dags, clicks):
    bag = load_dags()

    assert bag.import_errors == {}
    assert {name for name in bag.dags if name.startswith("clicks")} == {
        "clicks__rollup_daily",
        "clicks__sessionize",
        "clicks__transform_daily",
        "clicks__backfill",
        "clicks__corrections",
        "clicks__publish_raw",
        "clicks__maintenance_hourly",
        "clicks__maintenance_nightly",
    }
    assert "`curated.visits`, `curated.checkout`" in bag.dags["clicks__sessionize"].doc_md
    assert bag.dags["clicks__sessionize"].catchup is True


def test_what_is_curated_is_corrected_and_backfilled_without_rollups_too(
    load_dags, pipelines_folder, clicks
):
    clicks["contract"]["rollups"] = []
    (pipelines_folder / "clicks.json").write_text(json.dumps(clicks))

    dags = load_dags().dags

    assert (
        "`curated.visits`, `curated.checkout`, `curated.shopper_features`, `curated.best_shoppers`"
    ) in dags["clicks__corrections"].doc_md
    assert dags["clicks__backfill"].task_dict["backfill"].dataset == "curated.visits"


def test_sessions_wait_for_raw_and_are_given_the_window(load_dags, clicks):
    dag = load_dags().dags["clicks__sessionize"]
    task = dag.task_dict["sessionize"]

    task.render_template_fields({"dag_run": RUN})

    assert task.upstream_task_ids == {"inputs"}
    assert submit_command(task)[-6:] == [
        "--pipeline",
        "clicks",
        "--window-start",
        "2026-11-12T00:00:00Z",
        "--window-end",
        "2026-11-13T00:00:00Z",
    ]


def test_a_transform_waits_for_each_input_that_can_be_late(load_dags, clicks):
    dag = load_dags().dags["clicks__transform_daily"]
    visits = dag.task_dict["input_curated.visits"]

    visits.render_template_fields({"dag_run": RUN})

    assert dag.task_dict["shopper_features"].upstream_task_ids == {
        "input_raw.clicks",
        "input_curated.visits",
    }
    assert (visits.dataset, visits.partition) == ("curated.visits", ["2026-11-12"])


def test_a_transform_waits_for_what_another_pipeline_makes(load_dags, pipelines_folder, clicks):
    of_flights = {"dataset": "rollup.flights_by_origin_daily"}
    clicks["contract"]["transforms"][1]["inputs"].append(of_flights)
    (pipelines_folder / "clicks.json").write_text(json.dumps(clicks))
    dag = load_dags().dags["clicks__transform_daily"]
    flights = dag.task_dict["input_rollup.flights_by_origin_daily"]

    assert flights.downstream_task_ids == {"best_shoppers"}
    assert flights.dataset == "rollup.flights_by_origin_daily"


def test_a_transform_of_a_transform_comes_after_it(load_dags, clicks):
    best = load_dags().dags["clicks__transform_daily"].task_dict["best_shoppers"]

    assert best.upstream_task_ids == {"shopper_features"}
    assert best.application_args[2:6] == ["--grain", "daily", "--transform", "best_shoppers"]
