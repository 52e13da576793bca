{{ staged('technology_listings') }}
