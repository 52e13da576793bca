"""Bytes → cells in columns: one module a format, and what a format keeps beside its cells."""
