"""A crosstab (a matrix: indicators go down, periods or measures across) → a table with one row a value."""
