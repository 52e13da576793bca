{{ staged('digital_services_uptake') }}
