"""Columns of text into typed values: numbers, dates, periods, codes and names, one column at a time."""

from kho.reading.values.column import PROBLEMS, ColumnContext, Typed

__all__ = ["PROBLEMS", "ColumnContext", "Typed"]
