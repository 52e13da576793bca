"""kho: one central warehouse for the digital-transformation reports of a province's departments."""
