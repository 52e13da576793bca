{{ staged('socioeconomic_indicators') }}
