"""Building blocks for other DAGs: hook, operators, sensor, triggers and the decorator ``@task.invoice``."""
