from datetime import UTC, datetime, timedelta, timezone
from types import SimpleNamespace

import pytest

from headgate_dags.grain import Grain
from headgate_dags.window import Window, window_of

KATHMANDU = timezone(timedelta(hours=5, minutes=45))


def test_the_window_is_the_data_interval_in_utc():
    run = SimpleNamespace(
        data_interval_start=datetime(2026, 11, 12, 5, 45, tzinfo=KATHMANDU),
        data_interval_end=datetime(2026, 11, 13, 5, 45, tzinfo=KATHMANDU),
        run_after=datetime(2026, 11, 21, tzinfo=UTC),
    )

    assert window_of(run, Grain.DAILY) == Window("2026-11-12T00:00:00Z", "2026-11-13T00:00:00Z")


@pytest.mark.parametrize(
    ("grain", "expected"),
    [
        (Grain.DAILY, Window("2026-11-20T00:00:00Z", "2026-11-21T00:00:00Z")),
        (Grain.HOURLY, Window("2026-11-21T11:00:00Z", "2026-11-21T12:00:00Z")),
    ],
)
def test_a_run_without_a_data_interval_takes_the_last_complete_window(grain, expected):
    run = SimpleNamespace(
        data_interval_start=None,
        data_interval_end=None,
        run_after=datetime(2026, 11, 21, 18, 30, tzinfo=KATHMANDU),
    )

    assert window_of(run, grain) == expected
