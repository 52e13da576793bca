{{ staged('self_assessment') }}
