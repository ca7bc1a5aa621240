"""Airflow DAGs made from the contracts that `headgate apply` has recorded."""
