"""Cells in columns → one table: where it begins and ends, what its columns and rows are, its values and its totals."""
