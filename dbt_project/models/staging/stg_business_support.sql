{{ staged('business_support') }}
