{{ staged('digital_booths') }}
