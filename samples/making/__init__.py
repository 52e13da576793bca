"""Makes the sample deliveries: one module a feed, byte for byte the same every time."""
