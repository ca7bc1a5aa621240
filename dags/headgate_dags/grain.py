"""The width of a rollup's windows, and what follows from it for a schedule."""

from datetime import UTC, datetime, timedelta
from enum import Enum


class Grain(Enum):
    """Width of the windows of a rollup; the values are what the job takes as `--grain`.

    The job makes windows of a minute by the hour, which is their partition.
    """

    MINUTELY = "minutely"
    HOURLY = "hourly"
    DAILY = "daily"

    @property
    def width(self) -> timedelta:
        """Length of what one run makes."""
        return timedelta(days=1) if self is Grain.DAILY else timedelta(hours=1)

    @property
    def key_length(self) -> int:
        """How much of its start names a partition: `2026-11-12`, or `2026-11-12T05`."""
        return len("2026-11-12") if self is Grain.DAILY else len("2026-11-12T05")

    @property
    def cron(self) -> str:
        """When it ends, in UTC."""
        return "0 0 * * *" if self is Grain.DAILY else "0 * * * *"

    def floor(self, instant: datetime) -> datetime:
        """Start of that in which `instant` falls, in UTC."""
        hour = instant.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
        return hour.replace(hour=0) if self is Grain.DAILY else hour
