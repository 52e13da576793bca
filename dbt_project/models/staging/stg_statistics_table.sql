{{ staged('statistics_table') }}
