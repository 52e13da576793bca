{{ staged('commune_conversion') }}
