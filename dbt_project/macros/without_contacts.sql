{#-
Free text without telephone numbers and e-mail addresses: whoever writes a remark may name whom to call, and no mart shall.
Personal fields stay in raw altogether; this is for what no contract can foresee.
-#}
{% macro without_contacts(column) -%}
    regexp_replace(
        {{ column }},
        '(?<![0-9])([+(]84|0)([ .()-]{0,2}[0-9]){9,10}(?![0-9])|[[:alnum:]._+-]+@[[:alnum:]-]+(\.[[:alnum:]-]+)+', '…', 'g'
    )
{%- endmacro %}
