"""Recorded pipelines as files, and the DAGs that a real Airflow reads from them."""

import json
from pathlib import Path

import pytest
from airflow.dag_processing.dagbag import BundleDagBag

DAGS_FOLDER = Path(__file__).parent.parent


@pytest.fixture(autouse=True)
def spark_connection(monkeypatch):
    """The connection as the local stack defines it."""
    monkeypatch.setenv(
        "AIRFLOW_CONN_SPARK_DEFAULT",
        json.dumps(
            {
                "conn_type": "spark",
                "host": "local[2]",
                "extra": {"spark-binary": "spark-submit", "deploy-mode": "client"},
            }
        ),
    )


@pytest.fixture
def flights() -> dict:
    """The document that `headgate apply` writes for a pipeline, with the fields that DAGs use."""
    return {
        "name": "flights",
        "version": 3,
        "first_applied_at": "2026-11-21T10:20:30.123456Z",
        "owner_team": "aviation",
        "contract": {
            "name": "flights",
            "rollups": [
                {"name": "flights_by_origin_hourly", "grain": "HOURLY"},
                {"name": "flights_by_origin_daily", "grain": "DAILY"},
                {"name": "flights_by_route_daily", "grain": "DAILY"},
            ],
        },
    }


@pytest.fixture
def pipelines_folder(tmp_path, monkeypatch, flights) -> Path:
    """The folder that Airflow is told to read, with one good pipeline in it."""
    folder = tmp_path / "pipelines"
    folder.mkdir()
    (folder / "flights.json").write_text(json.dumps(flights))
    monkeypatch.setenv("HEADGATE_PIPELINES_DIR", str(folder))
    monkeypatch.setenv("HEADGATE_BATCH_JAR", "/opt/headgate/batch-jobs.jar")
    monkeypatch.setenv("HEADGATE_COMPACTION_JAR", "/opt/headgate/compaction.jar")
    monkeypatch.setenv("HEADGATE_STREAMING_JAR", "/opt/headgate/streaming-jobs.jar")
    return folder


@pytest.fixture
def clicks(pipelines_folder, flights) -> dict:
    """A second pipeline in the folder, with sessions, a funnel and transforms."""
    document = {
        **flights,
        "name": "clicks",
        "contract": {
            "name": "clicks",
            "rollups": [{"name": "clicks_by_page_daily", "grain": "DAILY"}],
            "sessions": [{"name": "visits"}],
            "funnels": [{"name": "checkout"}],
            "transforms": [
                {
                    "name": "shopper_features",
                    "grain": "DAILY",
                    "inputs": [
                        {"dataset": "raw.clicks"},
                        {"dataset": "curated.visits"},
                        {"dataset": "reference.pages"},
                    ],
                },
                {
                    "name": "best_shoppers",
                    "grain": "DAILY",
                    "inputs": [
                        {"dataset": "curated.shopper_features"},
                        {"dataset": "rollup.of_another_pipeline"},
                    ],
                },
            ],
        },
    }
    (pipelines_folder / "clicks.json").write_text(json.dumps(document))
    return document


@pytest.fixture
def load_dags(pipelines_folder):
    """Loads the DAGs folder as Airflow's DAG processor does."""

    def load() -> BundleDagBag:
        return BundleDagBag(
            dag_folder=str(DAGS_FOLDER), bundle_path=DAGS_FOLDER, bundle_name="dags-folder"
        )

    return load
