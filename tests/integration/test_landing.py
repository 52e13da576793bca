"""Raw tables on a real PostgreSQL: they follow the contract, and COPY keeps every value."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import polars as pl
import psycopg
import pytest

from kho import landing
from kho.contract import DECIMAL, Contract
from kho.database import connect

TEXT = {"vi": "a", "en": "b", "fr": "c"}


def contract(**fields: dict[str, object]) -> Contract:
    return Contract.model_validate(
        {
            "feed": "toy",
            "title": TEXT,
            "grain": "one row a thing",
            "key": ["name"],
            "replaces": ["sender"],
            "delivery": {"formats": ["csv"], "frequency": "month"},
            "fields": {"name": {"header": "Tên", "type": "text"}, **fields},
        }
    )


def test_a_contract_may_gain_a_field_while_rows_are_stored(database: str) -> None:
    frame = pl.DataFrame({"sheet_name": ["s"], "row_number": [2], "name": ["Hà Nội"]})
    with connect() as conn:
        landing.ensure_table(conn, contract())
        landing.land(conn, contract(), 1, [frame])
        landing.ensure_table(conn, contract(amount={"header": "Số tiền", "type": "money"}))
        rows = conn.execute("select delivery_id, row_number, name, amount from raw.toy").fetchall()
        comment = conn.execute("select col_description('raw.toy'::regclass, 7)").fetchone()
    assert rows == [(1, 2, "Hà Nội", None)]
    assert comment == ("Số tiền",)


def test_a_field_never_changes_its_type_under_stored_rows(database: str) -> None:
    with connect() as conn:
        landing.ensure_table(conn, contract(amount={"header": "Số tiền", "type": "money"}))
        with pytest.raises(landing.RawTypeChanged, match=r"raw\.toy\.amount is stored as numeric .* says text"):
            landing.ensure_table(conn, contract(amount={"header": "Số tiền", "type": "text"}))


def test_every_value_survives_the_copy(database: str) -> None:
    whole = contract(
        amount={"header": "A", "type": "money"},
        day={"header": "B", "type": "date"},
        at={"header": "C", "type": "timestamp"},
        yes={"header": "D", "type": "boolean"},
        detail={"header": "E", "type": "json"},
        period={"header": "F", "type": "period"},
    )
    moment = dt.datetime(2025, 10, 3, 1, 2, 3, 456, tzinfo=dt.UTC)
    frame = pl.DataFrame(
        {
            "sheet_name": ["s", None],
            "row_number": [1, 2],
            "name": ['quote " comma , line\nend \\. NUL \0', ""],
            "amount": [Decimal("115830000000000.000001"), None],
            "day": [dt.date(2025, 6, 30), None],
            "at": [moment, None],
            "yes": [True, None],
            "detail": ['[{"ten": "x"}]', None],
            "period_start": [dt.date(2025, 7, 1), None],
            "period_end": [dt.date(2025, 9, 30), None],
            "period_kind": ["quarter", None],
            "period_label": ["Quý III/2025", None],
        },
        schema_overrides={"amount": DECIMAL, "at": pl.Datetime("us", "UTC")},
    ).with_columns(sheet_name=pl.col("sheet_name").fill_null(""))
    with connect() as conn:
        landing.ensure_table(conn, whole)
        assert landing.land(conn, whole, 7, [frame]) == 2
        rows = conn.execute(
            "select name, amount, day, at, yes, detail, period_end from raw.toy order by row_number"
        ).fetchall()
    assert rows[0][:6] == (
        'quote " comma , line\nend \\. NUL ', Decimal("115830000000000.000001"), dt.date(2025, 6, 30), moment, True,
        [{"ten": "x"}],
    )  # fmt: skip
    assert rows[1][1:] == (None, None, None, None, None, None)


@pytest.mark.parametrize(
    "statement", ["drop table raw.toy", "truncate raw.toy", "delete from raw.toy", "update raw.toy set name = 'x'"]
)
def test_who_loads_rows_only_adds_to_them(database: str, statement: str) -> None:
    with connect() as conn:
        landing.ensure_table(conn, contract())
        assert conn.execute("select current_user").fetchone() == ("kho_loader",)
        conn.commit()
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            conn.execute(statement.encode())
