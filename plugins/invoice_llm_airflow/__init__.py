"""What joins ``invoice_llm`` to Airflow: settings from connections, the gates, the retry policy and the plugin."""
