{{ staged('science_technology_budget') }}
