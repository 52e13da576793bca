{{ staged('online_public_services') }}
