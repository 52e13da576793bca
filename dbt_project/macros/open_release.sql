{#- The value of to_release in a row that no release has closed; kho.release_changes.OPEN says the same. -#}
{% macro open_release() -%} 2147483647 {%- endmacro %}
