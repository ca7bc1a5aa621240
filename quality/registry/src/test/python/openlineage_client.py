"""Sends OpenLineage events as the standard client does, configured by its own environment variables.

Arguments: the name of a job, and a dataset of the registry that it reads.
"""

import sys
import uuid
from datetime import datetime, timezone

import attr
from openlineage.client import OpenLineageClient
from openlineage.client.event_v2 import (
    DatasetEvent,
    InputDataset,
    Job,
    JobEvent,
    OutputDataset,
    Run,
    RunEvent,
    RunState,
    StaticDataset,
)
from openlineage.client.facet_v2 import (
    RunFacet,
    column_lineage_dataset,
    error_message_run,
    nominal_time_run,
)


@attr.define
class AirflowRunFacet(RunFacet):
    """A facet that the specification does not have, as Airflow's provider sends them."""

    dag: dict
    task: dict

    @staticmethod
    def _get_schema() -> str:
        return "https://example.org/AirflowRunFacet.json"


def main(job_name: str, read: str) -> None:
    client = OpenLineageClient()
    run_id = str(uuid.uuid4())
    job = Job(namespace="airflow", name=job_name)
    facets = {
        "airflow": AirflowRunFacet(dag={"dag_id": job_name}, task={"task_id": "load"}),
        "nominalTime": nominal_time_run.NominalTimeRunFacet(nominalStartTime="2026-11-12T05:00:00Z"),
    }
    source = InputDataset(namespace="trino://host:8080", name="published." + read)
    columns = column_lineage_dataset.ColumnLineageDatasetFacet(
        fields={
            "airport": column_lineage_dataset.Fields(
                inputFields=[
                    column_lineage_dataset.InputField(
                        namespace=source.namespace,
                        name=source.name,
                        field="origin",
                        transformations=[
                            column_lineage_dataset.Transformation(
                                type="DIRECT", subtype="TRANSFORMATION", masking=True
                            )
                        ],
                    )
                ]
            )
        }
    )
    target = OutputDataset(
        namespace="postgres://db:5432", name="public." + job_name, facets={"columnLineage": columns}
    )
    now = datetime.now(timezone.utc).isoformat()
    producer = "https://example.org/producer"

    def run_event(state: RunState, run: Run, outputs: list) -> RunEvent:
        return RunEvent(
            eventType=state,
            eventTime=now,
            run=run,
            job=job,
            producer=producer,
            inputs=[source],
            outputs=outputs,
        )

    client.emit(run_event(RunState.START, Run(runId=run_id, facets=facets), []))
    client.emit(run_event(RunState.COMPLETE, Run(runId=run_id), [target]))
    failed = error_message_run.ErrorMessageRunFacet(message="no", programmingLanguage="python")
    other = Run(runId=str(uuid.uuid4()), facets={"errorMessage": failed})
    client.emit(run_event(RunState.FAIL, other, []))
    client.emit(JobEvent(eventTime=now, producer=producer, job=job, inputs=[source]))
    dataset = StaticDataset(namespace="postgres://db:5432", name=job_name)
    client.emit(DatasetEvent(eventTime=now, producer=producer, dataset=dataset))
    print(run_id)


if __name__ == "__main__":
    main(*sys.argv[1:])
