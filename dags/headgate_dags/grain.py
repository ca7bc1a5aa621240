"""The width of a rollup's windows, and what follows from it for a schedule."""

from datetime import UTC, datetime, timedelta
from enum import Enum


class Grain(Enum):
    """Width of the windows of a rollup; the values are what the job takes as `--grain`."""

    HOURLY = "hourly"
    DAILY = "daily"

    @property
    def width(self) -> timedelta:
        """Length of one window."""
        return timedelta(hours=1) if self is Grain.HOURLY else timedelta(days=1)

    @property
    def cron(self) -> str:
        """When windows end, in UTC."""
        return "0 * * * *" if self is Grain.HOURLY else "0 0 * * *"

    def floor(self, instant: datetime) -> datetime:
        """Start of the window, in UTC, that `instant` falls into."""
        hour = instant.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
        return hour if self is Grain.HOURLY else hour.replace(hour=0)
