"""The plugin's pages: server-rendered HTML with small scripts, behind Airflow's login."""
