import json
from datetime import UTC, datetime

import pytest

from headgate_dags.grain import Grain
from headgate_dags.pipelines import UnreadablePipelineError, read_pipeline


@pytest.fixture
def file(tmp_path):
    return tmp_path / "flights.json"


def test_a_recorded_pipeline_is_read_with_its_instants_in_utc(file, flights):
    file.write_text(json.dumps({**flights, "first_applied_at": "2026-11-21T16:05:30+05:45"}))

    pipeline = read_pipeline(file)

    assert pipeline.name == "flights"
    assert pipeline.version == 3
    assert pipeline.first_applied_at == datetime(2026, 11, 21, 10, 20, 30, tzinfo=UTC)
    assert pipeline.grains() == (Grain.HOURLY, Grain.DAILY)
    assert [rollup.name for rollup in pipeline.rollups_of(Grain.DAILY)] == [
        "flights_by_origin_daily",
        "flights_by_route_daily",
    ]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"owner_team": None}, "the field owner_team is not a text: None"),
        ({"first_applied_at": "yesterday"}, "Invalid isoformat string: 'yesterday'"),
        (
            {"first_applied_at": "2026-11-21T10:20:30"},
            "first_applied_at '2026-11-21T10:20:30' has no time zone",
        ),
        (
            {"contract": {"rollups": [{"name": "r", "grain": "WEEKLY"}]}},
            "'weekly' is not a valid Grain",
        ),
        ({"contract": {}}, "the field 'rollups' is missing"),
        ({"name": "trains"}, "it holds the pipeline 'trains'"),
    ],
)
def test_a_pipeline_that_cannot_be_read_says_file_reason_and_remedy(file, flights, change, reason):
    file.write_text(json.dumps({**flights, **change}))

    with pytest.raises(UnreadablePipelineError) as refusal:
        read_pipeline(file)

    assert str(refusal.value) == (
        f"Cannot make DAGs from {file}: {reason}. Run `headgate apply` on the pipeline's folder."
    )
