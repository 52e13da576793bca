{{ staged('signal_gaps') }}
