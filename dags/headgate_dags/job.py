"""One Headgate job as an Airflow task: a `spark-submit` whose exit code decides about retries."""

import signal
import subprocess
from collections.abc import Callable
from functools import partial
from typing import Any

from airflow.providers.apache.spark.hooks.spark_submit import SparkSubmitHook
from airflow.providers.apache.spark.operators.spark_submit import SparkSubmitOperator
from airflow.sdk import Context
from airflow.sdk.exceptions import (
    AirflowException,
    AirflowFailException,
    AirflowSkipException,
)

from headgate_dags.exit_codes import FINAL, ExitCode, describe
from headgate_dags.links import RegistryLink
from headgate_dags.parent_death import end_with_parent
from headgate_dags.report import report_failure

STOP_GRACE_SECONDS = 4

# A driver lives for seconds, so a quick start counts for more than peak speed.
SPARK_CONF = {
    "spark.ui.enabled": "false",
    "spark.driver.extraJavaOptions": "-XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xshare:auto",
}


class HeadgateJobOperator(SparkSubmitOperator):
    """SparkSubmitOperator that knows the jobs' exit codes and leaves no driver behind.

    The exit code reaches spark-submit in deploy mode `client` only. In cluster mode every failure
    is tried again, as Airflow does by itself.
    """

    operator_extra_links = (RegistryLink(),)

    # By name, as default_args of a DAG reach only what the signature names.
    def __init__(
        self,
        *,
        dataset: str | None = None,
        conf: dict[str, str] | None = None,
        driver_memory: str = "1g",
        next_run_goes_on: bool = False,
        on_failure_callback: Callable[[Context], None] = report_failure,
        **kwargs: Any,
    ) -> None:
        """Take the dataset that the job makes, for the link to the registry's page.

        `conf` is added to SPARK_CONF. `next_run_goes_on` says that the next run of the DAG takes up
        what was not ready, so that exit code 3 is no failure: the task is skipped.
        """
        super().__init__(
            conf={**SPARK_CONF, **(conf or {})},
            driver_memory=driver_memory,
            on_failure_callback=on_failure_callback,
            **kwargs,
        )
        self.dataset = dataset
        self.next_run_goes_on = next_run_goes_on

    def execute(self, context: Context) -> None:
        """Run the job; AirflowFailException for an end that another attempt would not change."""
        end_with_parent(signal.SIGTERM)
        try:
            super().execute(context)
        except AirflowException as error:
            code = self._exit_code()
            if code is None:
                raise
            if code == ExitCode.NOT_READY and self.next_run_goes_on:
                raise AirflowSkipException(
                    f"{self._java_class} could not do all: an input is not ready, as stands above. "
                    f"The next run takes it up."
                ) from None
            message = f"{self._java_class} ended with {describe(code)}. Its reason stands above."
            if code in FINAL:
                raise AirflowFailException(message) from None
            raise AirflowException(message) from error

    def on_kill(self) -> None:
        """Let Spark shut down in order; what does not end in time is killed."""
        driver = self._driver()
        if driver is not None and driver.poll() is None:
            driver.terminate()
            try:
                driver.wait(timeout=STOP_GRACE_SECONDS)
            except subprocess.TimeoutExpired:
                self.log.warning("spark-submit did not end in %s s: killed", STOP_GRACE_SECONDS)
        super().on_kill()

    def _get_hook(self) -> SparkSubmitHook:
        hook = super()._get_hook()
        hook.submit = partial(hook.submit, preexec_fn=partial(end_with_parent, signal.SIGTERM))
        return hook

    def _exit_code(self) -> int | None:
        driver = self._driver()
        return driver.returncode if driver else None

    # The hook keeps the process to itself, and says the exit code only inside a sentence.
    def _driver(self) -> subprocess.Popen | None:
        return self._hook._submit_sp if self._hook else None
