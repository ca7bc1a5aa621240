"""Waits for a gate in the triggerer, where waiting costs no worker."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import httpx
from airflow.triggers.base import BaseTrigger, TriggerEvent

from headgate_dags.gate import Gate, GateRefusedError, RegistryBusyError, ask_async

LOG_SECONDS = 60


class GateTrigger(BaseTrigger):
    """Fires when the gate opens, or when it is shut for other reasons than before.

    A registry that does not answer is waited for like a gate that is shut.
    """

    def __init__(
        self,
        gate: dict[str, Any],
        known_codes: list[str],
        deadline: str,
        poll_seconds: float = 10,
        first_after: float = 0,
    ) -> None:
        """Take the gate's fields, and the codes of the reasons that the task has told of.

        `deadline` goes back to the task with every event, as it must outlive several of them.
        `first_after` is in seconds, from the start of the trigger.
        """
        super().__init__()
        self.gate = gate
        self.known_codes = known_codes
        self.deadline = deadline
        self.poll_seconds = poll_seconds
        self.first_after = first_after

    def serialize(self) -> tuple[str, dict[str, Any]]:
        """Say how the triggerer makes it again."""
        return (
            f"{type(self).__module__}.{type(self).__qualname__}",
            {
                "gate": self.gate,
                "known_codes": self.known_codes,
                "deadline": self.deadline,
                "poll_seconds": self.poll_seconds,
                "first_after": self.first_after,
            },
        )

    async def run(self) -> AsyncIterator[TriggerEvent]:
        """Ask until there is something new to say."""
        gate = Gate(**self.gate)
        silent = 0.0
        await asyncio.sleep(self.first_after)
        while True:
            pause = self.poll_seconds
            try:
                answer = await ask_async(gate)
            except GateRefusedError as error:
                yield TriggerEvent({"error": str(error)})
                return
            except RegistryBusyError as error:
                self.log.warning("%s", error)
                pause = max(pause, error.retry_after)
            except httpx.HTTPError as error:
                self.log.warning("the registry does not answer: %r", error)
            else:
                if answer.open or list(answer.codes) != self.known_codes:
                    yield TriggerEvent(
                        {
                            "open": answer.open,
                            "codes": list(answer.codes),
                            "text": answer.text,
                            "deadline": self.deadline,
                        }
                    )
                    return
                silent += self.poll_seconds
                if silent >= LOG_SECONDS:
                    self.log.info("%s is still shut: %s", gate, answer.text)
                    silent = 0.0
            await asyncio.sleep(pause)
