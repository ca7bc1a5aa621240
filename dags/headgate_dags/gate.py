"""Gates of the registry: what is asked, and what an answer says."""

import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx

TIMEOUT_SECONDS = 15
TOO_MANY_REQUESTS = 429


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


class RegistryBusyError(Exception):
    """The registry wants to be left alone for `retry_after` seconds; 0 when it says no number."""

    def __init__(self, retry_after: float) -> None:
        """Take the seconds."""
        super().__init__(f"the registry is asked too much, again in {retry_after:g} s")
        self.retry_after = retry_after


def registry_url(environment: Mapping[str, str] = os.environ) -> str:
    """Address of the registry, found as the jobs find it; ValueError when it is nowhere."""
    url = _setting("registry.url", environment)
    if not url:
        raise ValueError(
            "Cannot ask for a gate: neither HEADGATE_REGISTRY_URL nor registry.url in the file of "
            "HEADGATE_CONFIG is set. Set one for all of Airflow's processes."
        )
    return url.rstrip("/")


def registry_headers(environment: Mapping[str, str] = os.environ) -> dict[str, str]:
    """The key of a caller, found as the jobs find it; without one the caller is anonymous."""
    key = _setting("registry.api-key", environment)
    return {"Authorization": f"Bearer {key}"} if key else {}


def _setting(key: str, environment: Mapping[str, str]) -> str:
    variable = "HEADGATE_" + key.upper().replace(".", "_").replace("-", "_")
    return environment.get(variable, "") or _configured(key, environment.get("HEADGATE_CONFIG", ""))


def _configured(wanted: str, file: str) -> str:
    if not file:
        return ""
    for line in Path(file).read_text(encoding="utf-8").splitlines():
        key, _, value = line.partition("=")
        if key.strip() == wanted:
            return value.strip()
    return ""


def ask(gate: Gate) -> Answer:
    """Ask once; httpx.HTTPError when the registry does not serve, else as `answer_of`."""
    with httpx.Client(timeout=TIMEOUT_SECONDS, trust_env=False) as http:
        return answer_of(http.get(_url(gate), params=gate.parameters, headers=registry_headers()))


async def ask_async(gate: Gate) -> Answer:
    """Ask once, as `ask` does, without holding up other triggers."""
    async with httpx.AsyncClient(timeout=TIMEOUT_SECONDS, trust_env=False) as http:
        return answer_of(
            await http.get(_url(gate), params=gate.parameters, headers=registry_headers())
        )


def _url(gate: Gate) -> str:
    return registry_url() + gate.path


def answer_of(response: httpx.Response) -> Answer:
    """Read an answer.

    GateRefusedError with the registry's own words when it refuses, RegistryBusyError when it is
    asked too much.
    """
    if response.status_code == TOO_MANY_REQUESTS:
        seconds = response.headers.get("Retry-After", "")
        raise RegistryBusyError(float(seconds) if seconds.isdecimal() else 0)
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
