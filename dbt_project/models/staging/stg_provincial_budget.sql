{{ staged('provincial_budget') }}
