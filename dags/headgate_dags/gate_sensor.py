"""A task that waits for a gate of the registry, and says for which reason it waits."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, NoReturn

import httpx
from airflow.sdk import BaseSensorOperator, Context
from airflow.sdk.exceptions import AirflowFailException

from headgate_dags.gate import Answer, Gate, GateRefusedError, RegistryBusyError, ask
from headgate_dags.gate_trigger import GateTrigger
from headgate_dags.links import RegistryLink

WAITS_FOR = "waits_for"


class GateSensor(BaseSensorOperator):
    """Succeeds when the gate is open; until then it is deferred and needs no worker.

    Of several partitions it waits for one after the other.

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
        partition: str | Sequence[str] | None = None,
        min_score: float = 0.0,
        read_until: str | None = None,
        poke_interval: timedelta | float = 10,
        **kwargs: Any,
    ) -> None:
        """Take what must be open, and what every sensor takes, such as `timeout`.

        `partition` may be several: all of them.
        """
        super().__init__(poke_interval=poke_interval, **kwargs)
        self.dataset = dataset
        self.partition = partition
        self.min_score = min_score
        self.read_until = read_until

    def execute(self, context: Context) -> None:
        """Ask once, and wait if need be; AirflowFailException for a gate that is not known."""
        self._ask(context, 0, datetime.now(UTC) + timedelta(seconds=self.timeout))

    def resume(self, context: Context, event: dict[str, Any], nth: int = 0) -> None:
        """Go on after the trigger of the nth gate had something to say."""
        if "error" in event:
            raise AirflowFailException(event["error"])
        deadline = datetime.fromisoformat(event["deadline"])
        if event["open"]:
            self._ask(context, nth + 1, deadline)
        else:
            self._wait(context, nth, Answer(False, tuple(event["codes"]), event["text"]), deadline)

    def _ask(self, context: Context, first: int, deadline: datetime) -> None:
        """Ask the gates from one on, up to one that is shut."""
        gates = self._gates()
        for nth in range(first, len(gates)):
            first_after = 0.0
            try:
                answer = ask(gates[nth])
            except GateRefusedError as error:
                raise AirflowFailException(str(error)) from None
            except RegistryBusyError as error:
                answer = Answer(open=False, codes=(), text=str(error))
                first_after = error.retry_after
            except httpx.HTTPError as error:
                answer = Answer(
                    open=False, codes=(), text=f"the registry does not answer: {error!r}"
                )
            if not answer.open:
                self._wait(context, nth, answer, deadline, first_after)
        self.log.info("The gate of %s is open.", ", ".join(str(gate) for gate in gates))
        context["ti"].xcom_push(key=WAITS_FOR, value="nothing, the gate is open")

    def _wait(
        self,
        context: Context,
        nth: int,
        answer: Answer,
        deadline: datetime,
        first_after: float = 0,
    ) -> NoReturn:
        gate = self._gates()[nth]
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
            kwargs={"nth": nth},
            timeout=max(deadline - datetime.now(UTC), timedelta(seconds=1)),
        )

    def _gates(self) -> list[Gate]:
        one = self.partition is None or isinstance(self.partition, str)
        return [
            Gate(self.dataset, partition, self.min_score, self.read_until)
            for partition in ([self.partition] if one else self.partition)
        ]
