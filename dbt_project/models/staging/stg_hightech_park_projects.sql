{{ staged('hightech_park_projects') }}
