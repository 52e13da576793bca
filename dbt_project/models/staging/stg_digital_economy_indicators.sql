{{ staged('digital_economy_indicators') }}
