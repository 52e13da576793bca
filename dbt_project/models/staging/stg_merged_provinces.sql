{{ staged('merged_provinces') }}
