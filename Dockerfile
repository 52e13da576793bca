# One image for every component, built from the same lock as everything else.
FROM python:3.13-slim-bookworm AS environment
WORKDIR /opt/kho
# a machine that takes its packages from somewhere else says so here, as it does to pip
ARG PIP_INDEX_URL=
COPY requirements.lock pyproject.toml ./
COPY scripts/environment scripts/environment
COPY kho/__init__.py kho/__init__.py
COPY expectations/__init__.py expectations/__init__.py
RUN scripts/environment && rm -rf .venv/tools

FROM python:3.13-slim-bookworm
RUN groupadd --gid 10001 kho \
    && useradd --uid 10001 --gid kho --home-dir /var/lib/kho --shell /usr/sbin/nologin kho \
    && install --directory --owner kho --group kho --mode 750 /var/lib/kho \
        /var/lib/kho/inbox /var/lib/kho/outbox /var/lib/kho/archive
WORKDIR /opt/kho
COPY --from=environment /opt/kho/.venv .venv
COPY . .
# what dbt writes beside the project must be writable for the account that runs it
RUN install --directory --owner kho --group kho dbt_project/target dbt_project/logs \
    && chown kho:kho dbt_project/models/staging/_sources.yml
ENV PATH=/opt/kho/.venv/bin:$PATH PYTHONUNBUFFERED=1 KHO_HOME=/var/lib/kho
USER 10001:10001
ENTRYPOINT ["kho"]
CMD ["status"]
