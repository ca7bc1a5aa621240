"""The file that Airflow loads: the DAGs of each pipeline that was applied."""

from headgate_dags.maintenance import Schedule, maintenance_dag
from headgate_dags.pipelines import read_pipelines
from headgate_dags.rollup import rollup_dag
from headgate_dags.settings import Settings

settings = Settings.read()
for pipeline in read_pipelines(settings.pipelines_folder)[0]:
    for grain in pipeline.grains():
        dag = rollup_dag(pipeline, grain, settings)
        globals()[dag.dag_id] = dag
    for schedule in Schedule if settings.compaction_jar else ():
        dag = maintenance_dag(pipeline, schedule, settings.compaction_jar)
        globals()[dag.dag_id] = dag
