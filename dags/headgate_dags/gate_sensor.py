"""A task that waits for a gate of the registry, and says for which reason it waits."""

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
from airflow.sdk import BaseSensorOperator, Context
from airflow.sdk.exceptions import AirflowFailException

from headgate_dags.gate import Answer, Gate, GateRefusedError, RegistryBusyError, ask
from headgate_dags.gate_trigger import GateTrigger
from headgate_dags.links import RegistryLink

WAITS_FOR = "waits_for"


class GateSensor(BaseSensorOperator):
    """Succeeds when the gate is open; until then it is deferred and needs no worker.

    Its log, and its XCom `waits_for` in the UI, have the reasons that keep the gate shut, with
    what a person can do about them. They are brought up to date when the reasons change.
    """

    template_fields = ("dataset", "partition", "read_until")
    ui_color = "#cfe8d5"
    operator_extra_links = (RegistryLink(),)

    def __init__(
        self,
        *,
        dataset: str,
        partition: str | None = None,
        min_score: float = 0.0,
        read_until: str | None = None,
        poke_interval: timedelta | float = 10,
        **kwargs: Any,
    ) -> None:
        """Take what must be open, and what every sensor takes, such as `timeout`."""
        super().__init__(poke_interval=poke_interval, **kwargs)
        self.dataset = dataset
        self.partition = partition
        self.min_score = min_score
        self.read_until = read_until

    def execute(self, context: Context) -> None:
        """Ask once, and wait if need be; AirflowFailException for a gate that is not known."""
        first_after = 0.0
        try:
            answer = ask(self._gate())
        except GateRefusedError as error:
            raise AirflowFailException(str(error)) from None
        except RegistryBusyError as error:
            answer = Answer(open=False, codes=(), text=str(error))
            first_after = error.retry_after
        except httpx.HTTPError as error:
            answer = Answer(open=False, codes=(), text=f"the registry does not answer: {error!r}")
        deadline = datetime.now(UTC) + timedelta(seconds=self.timeout)
        self._go_on_or_wait(context, answer, deadline, first_after)

    def resume(self, context: Context, event: dict[str, Any]) -> None:
        """Go on after the trigger had something to say."""
        if "error" in event:
            raise AirflowFailException(event["error"])
        answer = Answer(event["open"], tuple(event["codes"]), event["text"])
        self._go_on_or_wait(context, answer, datetime.fromisoformat(event["deadline"]))

    def _go_on_or_wait(
        self, context: Context, answer: Answer, deadline: datetime, first_after: float = 0
    ) -> None:
        gate = self._gate()
        if answer.open:
            self.log.info("The gate of %s is open.", gate)
            context["ti"].xcom_push(key=WAITS_FOR, value="nothing, the gate is open")
            return
        self.log.info("The gate of %s is shut, waiting until %s: %s", gate, deadline, answer.text)
        context["ti"].xcom_push(key=WAITS_FOR, value=f"{gate}: {answer.text}")
        self.defer(
            trigger=GateTrigger(
                gate=gate.to_dict(),
                known_codes=list(answer.codes),
                deadline=deadline.isoformat(),
                poll_seconds=self.poke_interval,
                first_after=first_after,
            ),
            method_name="resume",
            timeout=max(deadline - datetime.now(UTC), timedelta(seconds=1)),
        )

    def _gate(self) -> Gate:
        return Gate(self.dataset, self.partition, self.min_score, self.read_until)
