import asyncio
import json
import threading
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import SimpleNamespace
from urllib.parse import parse_qs, urlsplit

import pytest
from airflow.sdk.exceptions import AirflowFailException, TaskDeferred

from headgate_dags.gate import Gate, registry_headers, registry_url
from headgate_dags.gate_sensor import GateSensor
from headgate_dags.gate_trigger import GateTrigger

DEADLINE = "2026-11-12T18:00:00+00:00"
GAP = {
    "code": "UNBALANCED",
    "text": "offsets 5 to 9 of t-0 were not read",
    "since": "2026-11-12T05:00:00Z",
    "remedy": "Run ReconcileJob.",
    "shuts": True,
}
TOLD = {**GAP, "code": "LATE", "shuts": False}
HELD = {**GAP, "code": "HELD", "text": "held by ana"}
GAP_WORDS = (
    "UNBALANCED: offsets 5 to 9 of t-0 were not read (since 2026-11-12T05:00:00Z). "
    "Run ReconcileJob."
)


class Registry:
    """A server that answers as the registry does, one answer after the other, the last for ever."""

    def __init__(self):
        self.asked, self.keys, self.answers = [], [], []
        registry = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                registry.asked.append(urlsplit(self.path))
                registry.keys.append(self.headers.get("Authorization"))
                status, body, *headers = (
                    registry.answers.pop(0) if len(registry.answers) > 1 else registry.answers[0]
                )
                self.send_response(status)
                for name, value in headers:
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(json.dumps(body).encode())

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def answers_with(self, *answers):
        self.answers = list(answers)


class TaskInstance:
    """Keeps what a task pushes."""

    def __init__(self):
        self.xcoms = []

    def xcom_push(self, key, value):
        self.xcoms.append((key, value))


@pytest.fixture
def registry(monkeypatch):
    registry = Registry()
    monkeypatch.setenv("HEADGATE_REGISTRY_URL", f"http://127.0.0.1:{registry.server.server_port}")
    monkeypatch.delenv("HEADGATE_REGISTRY_API_KEY", raising=False)
    monkeypatch.delenv("HEADGATE_CONFIG", raising=False)
    yield registry
    registry.server.shutdown()
    registry.server.server_close()


@pytest.fixture
def sensor():
    return GateSensor(
        task_id="inputs",
        dataset="raw.flights",
        partition="event_date=2026-11-12",
        min_score=0.9,
        read_until="2026-11-12T06:00:00Z",
        timeout=3600,
        poke_interval=0.01,
    )


def gate(*reasons):
    return 200, {"open": not any(reason["shuts"] for reason in reasons), "reasons": list(reasons)}


def test_an_open_gate_lets_the_task_pass_at_once(registry, sensor):
    registry.answers_with(gate(TOLD))

    sensor.execute({"ti": TaskInstance()})

    assert registry.asked[0].path == "/v1/gates/raw.flights"
    assert parse_qs(registry.asked[0].query) == {
        "partition": ["event_date=2026-11-12"],
        "min_score": ["0.9"],
        "read_until": ["2026-11-12T06:00:00Z"],
    }


def test_a_shut_gate_defers_the_task_which_says_what_it_waits_for(registry, sensor):
    registry.answers_with(gate(GAP, TOLD))
    instance = TaskInstance()

    with pytest.raises(TaskDeferred) as deferred:
        sensor.execute({"ti": instance})

    assert instance.xcoms == [("waits_for", f"raw.flights event_date=2026-11-12: {GAP_WORDS}")]
    assert deferred.value.method_name == "resume"
    assert timedelta(minutes=59) < deferred.value.timeout <= timedelta(hours=1)
    assert deferred.value.trigger.known_codes == ["UNBALANCED"]
    path, fields = deferred.value.trigger.serialize()
    assert path == "headgate_dags.gate_trigger.GateTrigger"
    assert json.loads(json.dumps(fields)) == fields
    assert GateTrigger(**fields).gate == deferred.value.trigger.gate


def test_the_trigger_fires_when_the_gate_opens_and_outlives_an_outage(registry):
    registry.answers_with(gate(GAP), (503, {}), gate(GAP), gate())

    assert fired() == {"open": True, "codes": [], "text": "", "deadline": DEADLINE}
    assert len(registry.asked) == 4


def test_the_trigger_fires_when_the_reasons_change_but_not_when_their_words_do(registry):
    other_words = {**GAP, "text": "offsets 5 to 7 of t-0 were not read"}
    registry.answers_with(gate(GAP), gate(other_words), gate(GAP, HELD))

    event = fired()

    assert event["open"] is False
    assert event["codes"] == ["HELD", "UNBALANCED"]
    assert len(registry.asked) == 3


def test_the_task_waits_on_for_the_new_reasons_until_the_same_deadline(sensor):
    instance = TaskInstance()
    deadline = datetime.now(UTC) + timedelta(minutes=10)

    with pytest.raises(TaskDeferred) as deferred:
        sensor.resume(
            {"ti": instance},
            {
                "open": False,
                "codes": ["HELD"],
                "text": "HELD: held by ana",
                "deadline": deadline.isoformat(),
            },
        )

    assert instance.xcoms[-1][1].endswith("HELD: held by ana")
    assert deferred.value.trigger.deadline == deadline.isoformat()
    assert deferred.value.timeout <= timedelta(minutes=10)


def test_the_task_ends_well_when_the_gate_has_opened(sensor):
    instance = TaskInstance()

    sensor.resume(
        {"ti": instance},
        {"open": True, "codes": [], "text": "", "deadline": DEADLINE},
    )

    assert instance.xcoms == [("waits_for", "nothing, the gate is open")]


def test_several_partitions_are_waited_for_one_after_the_other(registry):
    sensor = GateSensor(
        task_id="hours", dataset="rollup.hours", partition=["T00", "T01", "T02"], timeout=3600
    )
    instance = TaskInstance()
    opened = {"open": True, "codes": [], "text": "", "deadline": DEADLINE}
    registry.answers_with(gate(), gate(GAP))

    with pytest.raises(TaskDeferred) as first:
        sensor.execute({"ti": instance})
    assert first.value.trigger.gate["partition"] == "T01"
    assert instance.xcoms[-1] == ("waits_for", f"rollup.hours T01: {GAP_WORDS}")

    registry.answers_with(gate(HELD))
    with pytest.raises(TaskDeferred) as second:
        sensor.resume({"ti": instance}, opened, **first.value.kwargs)
    assert second.value.trigger.gate["partition"] == "T02"

    sensor.resume({"ti": instance}, opened, **second.value.kwargs)
    assert [parse_qs(asked.query)["partition"] for asked in registry.asked] == [
        ["T00"],
        ["T01"],
        ["T02"],
    ]
    assert instance.xcoms[-1] == ("waits_for", "nothing, the gate is open")


def test_a_gate_that_nobody_knows_fails_the_task_for_good(registry, sensor):
    registry.answers_with((404, {"detail": "Dataset 'raw.flights' is not known."}))

    with pytest.raises(AirflowFailException, match=r"Dataset 'raw\.flights' is not known\."):
        sensor.execute({"ti": TaskInstance()})
    event = fired()
    assert event == {"error": "Cannot ask for the gate: Dataset 'raw.flights' is not known."}
    with pytest.raises(AirflowFailException):
        sensor.resume({"ti": TaskInstance()}, event)


def test_a_registry_that_is_away_is_waited_for(registry, sensor):
    registry.answers_with((503, {}))
    instance = TaskInstance()

    with pytest.raises(TaskDeferred) as deferred:
        sensor.execute({"ti": instance})

    assert deferred.value.trigger.known_codes == []
    assert "the registry does not answer" in instance.xcoms[0][1]


def test_the_sensor_and_the_trigger_show_the_key_that_is_set(registry, sensor, monkeypatch):
    registry.answers_with(gate())
    sensor.execute({"ti": TaskInstance()})
    monkeypatch.setenv("HEADGATE_REGISTRY_API_KEY", "s3cret")
    sensor.execute({"ti": TaskInstance()})
    fired()

    assert registry.keys == [None, "Bearer s3cret", "Bearer s3cret"]


def test_a_registry_that_is_asked_too_much_is_left_alone_as_long_as_it_says(
    registry, sensor, monkeypatch
):
    registry.answers_with((429, {}, ("Retry-After", "7")))
    instance = TaskInstance()
    with pytest.raises(TaskDeferred) as deferred:
        sensor.execute({"ti": instance})
    assert deferred.value.trigger.first_after == 7
    assert instance.xcoms[0][1].endswith("the registry is asked too much, again in 7 s")

    pauses = []

    async def pause(seconds):
        pauses.append(seconds)

    monkeypatch.setattr("headgate_dags.gate_trigger.asyncio", SimpleNamespace(sleep=pause))
    registry.answers_with((429, {}, ("Retry-After", "30")), (429, {}), gate())
    assert fired(first_after=7)["open"] is True
    assert pauses == [7, 30, 0.01]


def test_the_key_is_found_as_the_jobs_find_it(tmp_path):
    file = tmp_path / "headgate.properties"
    file.write_text("registry.url=http://r:1/\nregistry.api-key=of-file\n")

    assert registry_headers({}) == {}
    assert registry_headers({"HEADGATE_CONFIG": str(file)}) == {"Authorization": "Bearer of-file"}
    both = {"HEADGATE_CONFIG": str(file), "HEADGATE_REGISTRY_API_KEY": "of-env"}
    assert registry_headers(both) == {"Authorization": "Bearer of-env"}


def test_the_registry_is_found_as_the_jobs_find_it(tmp_path):
    file = tmp_path / "headgate.properties"
    file.write_text("# comment\nkafka.bootstrap-servers=k:1\nregistry.url=http://r:1/\n")

    assert registry_url({"HEADGATE_CONFIG": str(file)}) == "http://r:1"
    both = {"HEADGATE_CONFIG": str(file), "HEADGATE_REGISTRY_URL": "http://s:2"}
    assert registry_url(both) == "http://s:2"
    with pytest.raises(ValueError, match="neither HEADGATE_REGISTRY_URL nor"):
        registry_url({})


def fired(first_after=0):
    """What the trigger fires with that knows of the gap."""
    trigger = GateTrigger(
        gate=Gate("raw.flights", "event_date=2026-11-12").to_dict(),
        known_codes=["UNBALANCED"],
        deadline=DEADLINE,
        poll_seconds=0.01,
        first_after=first_after,
    )

    async def first():
        return await asyncio.wait_for(anext(trigger.run()), timeout=60)

    return asyncio.run(first()).payload
