{#-
The release that is being built, and what it has to touch:

- release: its number; 0 where dbt runs without one (compiling, documentation).
- is_full: the models or code lists are others than those of the release built before, so that every row is computed
  again; the strategy still writes only those that differ.
- deliveries: the deliveries whose rows stand anew in some scope, or none when there are too many to write out.
-#}
{% macro candidate() %}
    {% set nothing = {'release': 0, 'is_full': true, 'deliveries': none} %}
    {% if not execute or flags.WHICH not in ('run', 'build', 'test') %}
        {{ return(nothing) }}
    {% endif %}
    {% set query %}
        select
            candidate.release_id,
            candidate.definition is distinct from (
                select built.definition
                from control.release as built
                where built.status = 'published'
                order by built.release_id desc
                limit 1
            ) as is_full,
            (
                select string_agg(standing.delivery_id::text, ' ')
                from (
                    select distinct version.delivery_id
                    from control.scope_version as version
                    where version.from_release = candidate.release_id
                    limit 1001
                ) as standing
            ) as deliveries
        from control.release as candidate
        where candidate.status = 'candidate'
    {% endset %}
    {% set found = run_query(query).rows %}
    {% if not found %}
        {{ return(nothing) }}
    {% endif %}
    {#- as text: what dbt makes of an array is a text too, with brackets -#}
    {% set deliveries = ((found[0][2] or '') | string).split() %}
    {{ return({
        'release': found[0][0] | int,
        'is_full': found[0][1],
        'deliveries': deliveries if deliveries | length <= 1000 else none,
    }) }}
{% endmacro %}
