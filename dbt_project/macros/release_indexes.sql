{#- What dbt's own `indexes:` cannot say: indexes of the open and of the closed rows only, and vacuum by number of rows. -#}
{% macro release_indexes() %}
    {% set columns = adapter.get_columns_in_relation(this) | map(attribute='name') | list %}
    create index if not exists {{ this.identifier }}_opened on {{ this }} (from_release);
    create index if not exists {{ this.identifier }}_closed on {{ this }} (to_release)
        where to_release <> {{ open_release() }};
    {% if 'scope_id' in columns %}
    create index if not exists {{ this.identifier }}_scope on {{ this }} (scope_id)
        where to_release = {{ open_release() }};
    {% endif %}
    alter table {{ this }} set (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 50000);
{% endmacro %}
