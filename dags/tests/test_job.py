import pytest
from airflow.sdk.exceptions import AirflowException, AirflowFailException

from headgate_dags.job import HeadgateJobOperator


@pytest.fixture
def job(tmp_path):
    """Makes a task that runs a few lines of Python as a real Spark application."""

    def make(source: str) -> HeadgateJobOperator:
        application = tmp_path / "application.py"
        application.write_text(source)
        return HeadgateJobOperator(
            task_id="job", name="flights__rollup_daily", application=str(application)
        )

    return make


@pytest.mark.parametrize("code", [1, 2, 4])
def test_an_end_that_another_attempt_would_not_change_is_final(job, code):
    with pytest.raises(AirflowFailException) as failure:
        job(f"import sys; sys.exit({code})").execute({})

    assert f"ended with exit code {code} (" in str(failure.value)
    assert "it is not tried again" in str(failure.value)


@pytest.mark.parametrize("code", [3, 5, 6])
def test_an_end_that_time_may_mend_is_tried_again(job, code):
    with pytest.raises(AirflowException) as failure:
        job(f"import sys; sys.exit({code})").execute({})

    assert not isinstance(failure.value, AirflowFailException)
    assert f"ended with exit code {code} (" in str(failure.value)
    assert "it is tried again while retries last" in str(failure.value)


def test_a_job_that_ends_well_is_a_success(job, tmp_path):
    job(f"open('{tmp_path}/done', 'w').close()").execute({})

    assert (tmp_path / "done").exists()
