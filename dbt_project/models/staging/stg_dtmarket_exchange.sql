{{ staged('dtmarket_exchange') }}
