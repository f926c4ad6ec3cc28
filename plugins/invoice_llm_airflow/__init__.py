"""Integration of ``invoice_llm`` with Airflow: settings from connections, the gates, the retry policy and the
plugin."""
