"""Pipelines as `headgate apply` leaves them for Airflow: one JSON file each, in one folder."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from headgate_dags.grain import Grain


class UnreadablePipelineError(Exception):
    """A recorded pipeline that no DAG can be made from; the message names its file."""


@dataclass(frozen=True)
class Rollup:
    """A batch dataset of a pipeline, for example `flights_by_origin_daily`."""

    name: str
    grain: Grain
    # The rollup that it is made of; None for raw.
    made_of: str | None = None


@dataclass(frozen=True)
class Transform:
    """A table that SQL makes of several datasets, for example `shopper_features`."""

    name: str
    grain: Grain
    inputs: tuple[str, ...]


@dataclass(frozen=True)
class Pipeline:
    """What the DAGs need to know of a recorded contract."""

    name: str
    version: int
    first_applied_at: datetime
    owner_team: str
    rollups: tuple[Rollup, ...]
    # Sessions and funnels, in the order in which they are made.
    sessions: tuple[str, ...] = ()
    transforms: tuple[Transform, ...] = ()
    # Batch datasets of all pipelines in the folder.
    known: Mapping[str, Grain] = field(default_factory=dict)

    def grains(self) -> tuple[Grain, ...]:
        """Grains that the pipeline has rollups of, the finest first."""
        used = {rollup.grain for rollup in self.rollups}
        return tuple(grain for grain in Grain if grain in used)

    def rollups_of(self, grain: Grain) -> tuple[Rollup, ...]:
        """Rollups whose windows are one `grain` wide."""
        return tuple(rollup for rollup in self.rollups if rollup.grain == grain)

    def transform_grains(self) -> tuple[Grain, ...]:
        """Grains that the pipeline has transforms of, the finest first."""
        used = {transform.grain for transform in self.transforms}
        return tuple(grain for grain in Grain if grain in used)

    def transforms_of(self, grain: Grain) -> tuple[Transform, ...]:
        """Transforms whose windows are one `grain` wide, in the order in which they are made."""
        return tuple(transform for transform in self.transforms if transform.grain == grain)

    def batch_datasets(self, grain: Grain | None = None) -> list[str]:
        """Batch datasets of a grain, or of all: rollups, then what stands in `curated`."""
        return [name for name, of in self._grains().items() if grain in (None, of)]

    def batch_grain(self, dataset: str) -> Grain | None:
        """Grain of a batch dataset of this pipeline or of another; None for any other dataset."""
        return self._grains().get(dataset) or self.known.get(dataset)

    def _grains(self) -> dict[str, Grain]:
        grains = {f"rollup.{rollup.name}": rollup.grain for rollup in self.rollups}
        grains |= {f"curated.{name}": Grain.DAILY for name in self.sessions}
        grains |= {f"curated.{transform.name}": transform.grain for transform in self.transforms}
        return grains


def read_pipelines(folder: Path) -> tuple[list[Pipeline], list[UnreadablePipelineError]]:
    """Read every `*.json` of `folder`; one that cannot be read never hides the others."""
    pipelines, errors = [], []
    for file in sorted(folder.glob("*.json")):
        try:
            pipelines.append(read_pipeline(file))
        except UnreadablePipelineError as error:
            errors.append(error)
    known = {name: grain for each in pipelines for name, grain in each._grains().items()}
    return [replace(each, known=known) for each in pipelines], errors


def read_pipeline(file: Path) -> Pipeline:
    """Read one recorded pipeline; raises UnreadablePipelineError with the file and the reason."""
    try:
        pipeline = parse_pipeline(json.loads(file.read_text(encoding="utf-8")))
        if pipeline.name != file.stem:
            raise ValueError(f"it holds the pipeline {pipeline.name!r}")
    except KeyError as error:
        raise _unreadable(file, f"the field {error} is missing") from error
    except (OSError, TypeError, ValueError, AttributeError) as error:
        raise _unreadable(file, str(error)) from error
    return pipeline


def parse_pipeline(document: Mapping[str, Any]) -> Pipeline:
    """Turn the JSON document that the registry records into a Pipeline."""
    first_applied_at = datetime.fromisoformat(document["first_applied_at"])
    if first_applied_at.tzinfo is None:
        raise ValueError(f"first_applied_at {document['first_applied_at']!r} has no time zone")
    return Pipeline(
        name=_text(document, "name"),
        version=int(document["version"]),
        first_applied_at=first_applied_at.astimezone(UTC),
        owner_team=_text(document, "owner_team"),
        rollups=tuple(
            Rollup(
                name=_text(rollup, "name"),
                grain=Grain(rollup["grain"].lower()),
                made_of=_text(rollup, "from") if rollup.get("from") else None,
            )
            for rollup in document["contract"]["rollups"]
        ),
        sessions=tuple(
            _text(dataset, "name")
            for kind in ("sessions", "funnels")
            for dataset in document["contract"].get(kind, [])
        ),
        transforms=tuple(
            Transform(
                name=_text(transform, "name"),
                grain=Grain(transform["grain"].lower()),
                inputs=tuple(_text(each, "dataset") for each in transform["inputs"]),
            )
            for transform in document["contract"].get("transforms", [])
        ),
    )


def _text(document: Mapping[str, Any], field: str) -> str:
    value = document[field]
    if not isinstance(value, str):
        raise TypeError(f"the field {field} is not a text: {value}")
    return value


def _unreadable(file: Path, reason: str) -> UnreadablePipelineError:
    return UnreadablePipelineError(
        f"Cannot make DAGs from {file}: {reason}. Run `headgate apply` on the pipeline's folder."
    )
