{{ staged('enterprise_register') }}
