{#-
dbt's extension point for incremental models, for tables whose rows carry from_release and to_release.

The temporary table holds the rows as they shall be from the candidate on. The candidate's earlier traces are undone,
open rows that are gone or differ are closed, and rows that have no open version of their key are inserted. So building
twice is the same as building once, a row that did not change is not written, and earlier releases stay as they were.

A row that only came anew from another delivery is the row that it was: columns that the model names under `carried` are
not compared, and keep saying where the row came from first.

Which open rows are gone when no successor has their key, the model's `retire` says, a condition on `stored`: by
default, those of a scope that has changed hands. Where everything is computed again, those whose key is missing. A row
that ends with the candidate (`to_release`) withdraws the one that is stored under its key.
-#}
{% macro get_incremental_release_versioned_sql(arg_dict) %}
    {%- set target = arg_dict['target_relation'] -%}
    {%- set fresh = arg_dict['temp_relation'] -%}
    {%- set candidate = candidate() -%}
    {%- set release = candidate.release -%}
    {%- set key = arg_dict['unique_key'] -%}
    {%- set columns = arg_dict['dest_columns'] | map(attribute='quoted') | list -%}
    {%- set content = columns | reject('in', ['"from_release"', '"to_release"']) | list -%}
    {%- set same_key -%}
        {%- for column in key %}fresh.{{ column }} = stored.{{ column }}{{ ' and ' if not loop.last }}{% endfor -%}
    {%- endset -%}
    {%- set carried = config.get('carried', []) | map('tojson') | list -%}
    {%- set told = content | reject('in', carried) | list -%}
    {%- set same_content -%}
        (fresh.{{ told | join(', fresh.') }}) is not distinct from (stored.{{ told | join(', stored.') }})
    {%- endset -%}
    {%- set missing -%} not exists (select from {{ fresh }} as fresh where {{ same_key }}) {%- endset -%}
    {%- set default_retire -%}
        stored.scope_id in (select scope_id from control.scope_version where to_release = {{ release }})
    {%- endset -%}

    analyze {{ fresh }};

    select pg_advisory_xact_lock(hashtext('kho release {{ target.identifier }}'));

    do $$ begin
        if not exists (select from control.release where release_id = {{ release }} and status = 'candidate') then
            raise exception 'Release {{ release }} is not a candidate: nothing is written to {{ target.identifier }}.';
        end if;
    end $$;

    delete from {{ target }} where from_release = {{ release }};

    update {{ target }} set to_release = {{ open_release() }} where to_release = {{ release }};

    update {{ target }} as stored set to_release = {{ release }}
    where stored.to_release = {{ open_release() }}
        and {{ missing if candidate.is_full else config.get('retire', default_retire) }}
        and {{ missing }};

    update {{ target }} as stored set to_release = {{ release }}
    from {{ fresh }} as fresh
    where stored.to_release = {{ open_release() }} and {{ same_key }}
        and (fresh.to_release <> {{ open_release() }} or not {{ same_content }});

    insert into {{ target }} ({{ columns | join(', ') }})
    select {{ columns | join(', ') }}
    from {{ fresh }} as fresh
    where fresh.to_release = {{ open_release() }}
        and not exists (
            select from {{ target }} as stored where stored.to_release = {{ open_release() }} and {{ same_key }}
        );
{% endmacro %}
