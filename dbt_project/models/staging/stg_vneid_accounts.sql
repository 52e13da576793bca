{{ staged('vneid_accounts') }}
