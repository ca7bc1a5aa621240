"""Exit codes of every Headgate job, and which of them another attempt may help."""

from enum import IntEnum


class ExitCode(IntEnum):
    """What a job says by its exit code; the same on the Java side."""

    DONE = 0
    BUG = 1
    BAD_CONFIGURATION = 2
    NOT_READY = 3
    CHECKS_FAILED = 4
    DEPENDENCY_DOWN = 5
    OUTCOME_UNKNOWN = 6


MEANINGS = {
    ExitCode.BUG: "a fault in the job itself",
    ExitCode.BAD_CONFIGURATION: "bad arguments, configuration or contract",
    ExitCode.NOT_READY: "a gate is closed or the input is late",
    ExitCode.CHECKS_FAILED: "the data failed its checks, so readers keep the last good state",
    ExitCode.DEPENDENCY_DOWN: "a component that the job needs does not answer",
    ExitCode.OUTCOME_UNKNOWN: "a commit was sent and its outcome is not known",
}

# The same input would end the same way again. After an unknown outcome another attempt is right:
# the job looks for its run key first. So it is after a signal, which has no code of ours.
FINAL = frozenset({ExitCode.BUG, ExitCode.BAD_CONFIGURATION, ExitCode.CHECKS_FAILED})


def describe(code: int) -> str:
    """Say what an exit code means, and whether Airflow tries again."""
    meaning = MEANINGS.get(code, "not one of the jobs' own: killed, or spark-submit failed")
    again = "it is not tried again" if code in FINAL else "it is tried again while retries last"
    return f"exit code {code} ({meaning}); {again}"
