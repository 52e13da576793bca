"""What a contract may say: `model` is the whole of it, `field`, `parts`, `schedule` and `layouts` are its parts."""

from kho.contract.field import DECIMAL, Column, FieldSpec, FieldType
from kho.contract.layouts import Crosstab
from kho.contract.model import Contract, Delivery
from kho.contract.parts import Language, Pull, RuleSpec, Text

__all__ = [
    "DECIMAL",
    "Column",
    "Contract",
    "Crosstab",
    "Delivery",
    "FieldSpec",
    "FieldType",
    "Language",
    "Pull",
    "RuleSpec",
    "Text",
]
