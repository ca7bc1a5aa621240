"""Shows pipelines that no DAG could be made from as an import error in Airflow.

It is a file of its own because one error hides every DAG of the file that raises it.
"""

from headgate_dags.pipelines import read_pipelines
from headgate_dags.settings import Settings

errors = read_pipelines(Settings.read().pipelines_folder)[1]
if errors:
    raise ExceptionGroup("Airflow runs no DAG of these pipelines", errors)
