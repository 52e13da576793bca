"""Metrics: the headline measures of the marts, asked for by name; MetricFlow writes the SQL."""

from __future__ import annotations

from collections.abc import Sequence

from kho.settings import Settings
from kho.steps import dbt
from kho.steps.errors import Permanent, step


@step
def statement(names: Sequence[str], by: Sequence[str] = (), where: str | None = None) -> str:
    """The SQL that computes metrics from the marts, for an analyst's session of any release.

    Its own command, `mf`, asks a server of strangers whether there is a newer one, and is for engineers.

    Args:
        names: Metrics as `dbt_project/models/metrics` declares them.
        by: What to group them by: `metric_time__month`, or a dimension with its entity (`report__feed`).
        where: A condition on dimensions, as `{{ Dimension('report__feed') }} = 'payment_accounts'`.

    Raises:
        Permanent: There is no such metric or dimension.
    """
    from dbt.adapters.factory import get_adapter_by_type
    from dbt_metricflow.cli.dbt_connectors.adapter_backed_client import AdapterBackedSqlClient
    from dbt_metricflow.cli.dbt_connectors.dbt_config_accessor import dbtArtifacts
    from metricflow.engine.metricflow_engine import MetricFlowEngine, MetricFlowQueryRequest
    from metricflow_semantics.errors.error_classes import InvalidQueryException
    from metricflow_semantics.model.semantic_manifest_lookup import SemanticManifestLookup

    settings = Settings.from_environment()
    with dbt.written(settings, "parse"):
        manifest = dbtArtifacts.build_semantic_manifest_from_dbt_project_root(settings.home / "dbt")
        client = AdapterBackedSqlClient(get_adapter_by_type("postgres"))
        engine = MetricFlowEngine(SemanticManifestLookup(manifest), client)
        request = MetricFlowQueryRequest.create(
            metric_names=list(names),
            group_by_names=list(by) or None,
            order_by_names=list(by) or None,
            where_constraints=[where] if where else None,
        )
        try:
            return str(engine.explain(request).sql_statement.sql)
        except InvalidQueryException as error:
            known = ", ".join(sorted(metric.name for metric in manifest.metrics))
            asked = ", ".join([*names, *by])
            raise Permanent(f"Metrics cannot be computed for {asked!r}; there are the metrics {known}.") from error
