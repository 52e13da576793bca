{{ staged('payment_accounts') }}
