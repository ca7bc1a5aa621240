"""The file that Airflow loads: the DAGs of each pipeline that was applied."""

from headgate_dags.backfill import backfill_dag
from headgate_dags.corrections import corrections_dag
from headgate_dags.curated import sessionize_dag, transform_dag
from headgate_dags.maintenance import Schedule, maintenance_dag
from headgate_dags.pipelines import read_pipelines
from headgate_dags.publish_raw import publish_raw_dag
from headgate_dags.rollup import rollup_dag
from headgate_dags.settings import Settings

settings = Settings.read()
for pipeline in read_pipelines(settings.pipelines_folder)[0]:
    dags = [rollup_dag(pipeline, grain, settings) for grain in pipeline.grains()]
    dags.append(publish_raw_dag(pipeline, settings.batch_jar))
    if pipeline.batch_datasets():
        dags.append(corrections_dag(pipeline, settings))
    if pipeline.sessions:
        dags.append(sessionize_dag(pipeline, settings))
    dags += [transform_dag(pipeline, grain, settings) for grain in pipeline.transform_grains()]
    if pipeline.batch_datasets() and settings.streaming_jar:
        dags.append(backfill_dag(pipeline, settings.batch_jar, settings.streaming_jar))
    if settings.compaction_jar:
        dags += [maintenance_dag(pipeline, each, settings.compaction_jar) for each in Schedule]
    for dag in dags:
        globals()[dag.dag_id] = dag
