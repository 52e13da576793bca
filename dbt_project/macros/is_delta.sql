{#- Whether this build only adds what the candidate changes: not where everything is computed again, nor where the table
holds nothing older than the candidate, as after its first build was killed. -#}
{% macro is_delta(candidate) %}
    {% if candidate.is_full or not is_incremental() %}
        {{ return(false) }}
    {% endif %}
    {% set older = 'select 1 from ' ~ this ~ ' where from_release < ' ~ candidate.release ~ ' limit 1' %}
    {{ return(run_query(older).rows | length > 0) }}
{% endmacro %}
