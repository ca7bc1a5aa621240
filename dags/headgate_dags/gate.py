"""Gates of the registry: what is asked, and what an answer says."""

import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx

TIMEOUT_SECONDS = 15


@dataclass(frozen=True)
class Gate:
    """What must be open: a dataset or one of its partitions, for a score, read up to an instant."""

    dataset: str
    partition: str | None = None
    min_score: float = 0.0
    read_until: str | None = None

    @property
    def path(self) -> str:
        """The call that asks for it."""
        return f"/v1/gates/{quote(self.dataset, safe='')}"

    @property
    def parameters(self) -> dict[str, str]:
        """The query of the call."""
        parameters = {"min_score": str(self.min_score)}
        if self.partition:
            parameters["partition"] = self.partition
        if self.read_until:
            parameters["read_until"] = self.read_until
        return parameters

    def to_dict(self) -> dict[str, Any]:
        """The fields, as a trigger is stored."""
        return asdict(self)

    def __str__(self) -> str:
        """Name it as people do."""
        return f"{self.dataset} {self.partition}" if self.partition else self.dataset


@dataclass(frozen=True)
class Answer:
    """Whether a gate is open, and what keeps it shut."""

    open: bool
    codes: tuple[str, ...]
    text: str


class GateRefusedError(Exception):
    """The registry does not know the gate, or does not understand what is asked of it."""


def registry_url(environment: Mapping[str, str] = os.environ) -> str:
    """Address of the registry, found as the jobs find it; ValueError when it is nowhere."""
    url = environment.get("HEADGATE_REGISTRY_URL", "") or _configured(
        environment.get("HEADGATE_CONFIG", "")
    )
    if not url:
        raise ValueError(
            "Cannot ask for a gate: neither HEADGATE_REGISTRY_URL nor registry.url in the file of "
            "HEADGATE_CONFIG is set. Set one for all of Airflow's processes."
        )
    return url.rstrip("/")


def _configured(file: str) -> str:
    if not file:
        return ""
    for line in Path(file).read_text(encoding="utf-8").splitlines():
        key, _, value = line.partition("=")
        if key.strip() == "registry.url":
            return value.strip()
    return ""


def ask(gate: Gate) -> Answer:
    """Ask once; httpx.HTTPError when the registry does not serve."""
    with httpx.Client(timeout=TIMEOUT_SECONDS, trust_env=False) as http:
        return answer_of(http.get(registry_url() + gate.path, params=gate.parameters))


async def ask_async(gate: Gate) -> Answer:
    """Ask once, as `ask` does, without holding up other triggers."""
    async with httpx.AsyncClient(timeout=TIMEOUT_SECONDS, trust_env=False) as http:
        return answer_of(await http.get(registry_url() + gate.path, params=gate.parameters))


def answer_of(response: httpx.Response) -> Answer:
    """Read an answer; GateRefusedError with the registry's own words when it refuses."""
    if 400 <= response.status_code < 500:
        try:
            detail = response.json()["detail"]
        except (ValueError, KeyError, TypeError):
            detail = f"it answers {response.status_code}"
        raise GateRefusedError(f"Cannot ask for the gate: {detail}")
    response.raise_for_status()
    answer = response.json()
    shutting = [reason for reason in answer["reasons"] if reason["shuts"]]
    return Answer(
        open=answer["open"],
        codes=tuple(sorted({reason["code"] for reason in shutting})),
        text="; ".join(_words(reason) for reason in shutting),
    )


def _words(reason: Mapping[str, Any]) -> str:
    remedy = f" {reason['remedy']}" if reason.get("remedy") else ""
    return f"{reason['code']}: {reason['text']} (since {reason['since']}).{remedy}"
