"""The window of a DAG run, as the jobs take it: [start, end) in UTC, ISO 8601 with `Z`."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol

from headgate_dags.grain import Grain


class Run(Protocol):
    """The part of Airflow's DAG run that says what it is about."""

    data_interval_start: datetime | None
    data_interval_end: datetime | None
    run_after: datetime


@dataclass(frozen=True)
class Window:
    """Half-open window, both ends as ISO 8601 instants."""

    start: str
    end: str


def window_of(run: Run, grain: Grain) -> Window:
    """Window of a run: its data interval, or the last complete window before it.

    A run that was triggered without a logical date has no data interval.
    """
    if run.data_interval_start and run.data_interval_end:
        return Window(_instant(run.data_interval_start), _instant(run.data_interval_end))
    end = grain.floor(run.run_after)
    return Window(_instant(end - grain.width), _instant(end))


def _instant(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
