# The image of every service in docker-compose.yaml: Airflow 3.3 with this project, all versions pinned.
FROM python:3.11-slim-bookworm

ENV PYTHONUNBUFFERED=1 \
    AIRFLOW_HOME=/opt/airflow \
    PATH=/opt/venv/bin:$PATH

# Debian keeps only the newest version of a package, so that a pinned one would be gone with the next security fix.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install -y --no-install-recommends curl tini \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --uid 50000 --gid 0 --home-dir /opt/airflow --create-home airflow \
    && mkdir -p /data/inbox /data/output /data/storage /opt/airflow/logs \
    && chown -R airflow:0 /data /opt/airflow \
    && chmod -R g=u /data /opt/airflow

# Compiled while the image is built: otherwise every task process compiles again.
COPY requirements/image.txt /src/requirements/image.txt
RUN python -m venv /opt/venv \
    && pip install --no-cache-dir uv==0.13.9 \
    && uv pip install --no-cache --python /opt/venv/bin/python --compile-bytecode -r /src/requirements/image.txt

COPY pyproject.toml README.md LICENSE /src/
COPY invoice_llm /src/invoice_llm
COPY prompts /src/prompts
COPY plugins /src/plugins
COPY dags /src/dags
RUN uv pip install --no-cache --python /opt/venv/bin/python --compile-bytecode --no-deps /src
COPY --chown=airflow:0 dags /opt/airflow/dags

# airflow, by its number, which an orchestrator can see to be no root
USER 50000
WORKDIR /opt/airflow
ENTRYPOINT ["tini", "--", "airflow"]
CMD ["version"]
