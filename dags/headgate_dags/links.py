"""Links from a task in Airflow's UI to the registry's page."""

from typing import Any
from urllib.parse import quote

from airflow.sdk import BaseOperatorLink

from headgate_dags.gate import registry_url


class RegistryLink(BaseOperatorLink):
    """Leads to the dataset that a task makes or waits for: `dataset` of the operator."""

    name = "Registry"

    def get_link(self, operator: Any, *, ti_key: Any) -> str:
        """Address of the dataset's page, empty when the operator has none."""
        dataset = getattr(operator, "dataset", None)
        return f"{registry_url()}/#/datasets/{quote(dataset, safe='')}" if dataset else ""
