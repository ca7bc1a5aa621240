"""Where this installation keeps what the DAGs need."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Settings:
    """Places, all from the environment of Airflow's processes.

    Secrets are not among them: the jobs inherit the environment and read HEADGATE_CONFIG
    themselves.
    """

    pipelines_folder: Path
    batch_jar: str
    # Without it nothing maintains the tables.
    compaction_jar: str | None
    # Without it there are no backfills.
    streaming_jar: str | None

    @classmethod
    def read(cls, environment: Mapping[str, str] = os.environ) -> "Settings":
        """Read the settings; raises ValueError that names what is missing."""
        return cls(
            pipelines_folder=_folder(environment, "HEADGATE_PIPELINES_DIR"),
            batch_jar=_required(environment, "HEADGATE_BATCH_JAR"),
            compaction_jar=environment.get("HEADGATE_COMPACTION_JAR") or None,
            streaming_jar=environment.get("HEADGATE_STREAMING_JAR") or None,
        )


def _required(environment: Mapping[str, str], name: str) -> str:
    value = environment.get(name, "")
    if not value:
        raise ValueError(
            f"Cannot make DAGs: {name} is not set. Set it for all of Airflow's processes."
        )
    return value


def _folder(environment: Mapping[str, str], name: str) -> Path:
    folder = Path(_required(environment, name))
    if not folder.is_dir():
        raise ValueError(f"Cannot make DAGs: {name}={folder} is not a folder. Create it.")
    return folder
