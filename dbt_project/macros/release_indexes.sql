{#- What dbt's own `indexes:` cannot say: indexes of the open and of the closed rows only (further ones
of open rows stand in the model's `open_indexes`), and vacuum by number of rows. A new table is analysed at once: the
models after it read it in the same build. -#}
{% macro release_indexes() %}
    {% set columns = adapter.get_columns_in_relation(this) | map(attribute='name') | list %}
    create index if not exists {{ this.identifier }}_opened on {{ this }} (from_release);
    create index if not exists {{ this.identifier }}_closed on {{ this }} (to_release)
        where to_release <> {{ open_release() }};
    {% if 'scope_id' in columns %}
    create index if not exists {{ this.identifier }}_scope on {{ this }} (scope_id)
        where to_release = {{ open_release() }};
    {% endif %}
    {% for name, definition in (model.config.get('open_indexes') or {}).items() %}
    create index if not exists {{ this.identifier }}_{{ name }} on {{ this }} ({{ definition.columns }})
        where {{ definition.where }} and to_release = {{ open_release() }};
    {% endfor %}
    {% if not is_incremental() %}
    analyze {{ this }};
    {% endif %}
    alter table {{ this }} set (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 50000);
{% endmacro %}
