"""A very long invoice, and an endpoint that cuts its answers off."""
