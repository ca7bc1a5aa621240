"""The file that Airflow loads: one DAG for each pipeline and grain that was applied."""

from headgate_dags.pipelines import read_pipelines
from headgate_dags.rollup import rollup_dag
from headgate_dags.settings import Settings

settings = Settings.read()
for pipeline in read_pipelines(settings.pipelines_folder)[0]:
    for grain in pipeline.grains():
        dag = rollup_dag(pipeline, grain, settings)
        globals()[dag.dag_id] = dag
