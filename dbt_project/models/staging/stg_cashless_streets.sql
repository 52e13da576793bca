{{ staged('cashless_streets') }}
