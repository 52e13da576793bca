"""Conditions of rules: what is taken, how it is rendered, and what each refusal says."""

import pytest

from kho.conditions import ConditionError, of_rule, parse
from kho.contract import Contract

COLUMNS = ("merchants", "merchants_qr", "site_name", "period_end", "status", "kpis", "is_open")


@pytest.mark.parametrize(
    ("text", "sql"),
    [
        ("merchants_qr <= merchants", '"merchants_qr" <= "merchants"'),
        ("status in ('open', 'it''s 100%')", "\"status\" IN ('open', 'it''s 100%')"),
        ("not (merchants > 1 and status = 'x')", 'NOT ("merchants" > 1 AND "status" = \'x\')'),
        ("site_name ~ '^[0-9]+$'", "\"site_name\" ~ '^[0-9]+$'"),
        ("period_end <= current_date - interval '1 month'", "\"period_end\" <= CURRENT_DATE - INTERVAL '1 MONTH'"),
        ("kpis ->> 'firms' is not null", "\"kpis\" ->> 'firms' IS NOT NULL"),
        ("is_open", '"is_open"'),
        ("merchants::text <> ''", "CAST(\"merchants\" AS TEXT) <> ''"),
        ("merchants > 1 -- a remark", '"merchants" > 1'),
        ("merchants is distinct from merchants_qr", '"merchants" IS DISTINCT FROM "merchants_qr"'),
    ],
)
def test_a_condition_is_rendered_with_every_name_quoted(text: str, sql: str) -> None:
    assert parse(text, COLUMNS).sql == sql


def test_division_is_exact_and_by_zero_judges_nothing() -> None:
    assert parse("merchants_qr / merchants <= 1", COLUMNS).sql == (
        'CAST("merchants_qr" AS DECIMAL) / NULLIF("merchants", 0) <= 1'
    )


def test_a_condition_names_its_columns_once_in_order() -> None:
    assert parse("merchants_qr <= merchants or merchants_qr is null", COLUMNS).columns == ("merchants_qr", "merchants")


def test_a_condition_is_worded_with_the_titles_of_the_form() -> None:
    condition = parse("merchants_qr / merchants <= 1", COLUMNS)
    assert condition.worded({"merchants": "Số hộ", "merchants_qr": "Số hộ có QR"}) == "“Số hộ có QR” / “Số hộ” <= 1"
    assert (
        parse("period_end >= date '2025-01-01'", COLUMNS).worded({"period_end": "Tháng"}) == "“Tháng” >= '2025-01-01'"
    )


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("merchants <", "The condition 'merchants <' is not SQL: "),
        ("merchants + 1", "The condition 'merchants + 1' is neither true nor false: expected a comparison."),
        ("merchant <= 1", "names 'merchant', which is no column of the feed; did you mean 'merchants'?"),
        ("zzz <= 1", "names 'zzz', which is no column of the feed; there are: merchants, merchants_qr, site_name, "),
        ("d.merchants <= 1", "names d.merchants: name the column alone, without a table."),
        ("merchants in (select 1)", "holds a subquery: a condition looks at one row only."),
        ("exists (select 1)", "uses exists(), which is not allowed in a condition."),
        ("pg_sleep(9) is null", "calls pg_sleep(), which is not allowed in a condition."),
        ("count(*) > 1", "uses count(), which is not allowed in a condition."),
        ("current_user = 'x'", "uses current_user(), which is not allowed in a condition."),
        ("merchants < 1; drop table x", "which is not allowed in a condition."),
        ("merchants = :given", "which is not allowed in a condition."),
        ("site_name::int > 1", "casts site_name, which can fail: only text is safe."),
        ("site_name ~ status", "takes a pattern from status: write the pattern itself."),
        ("site_name ~ '('", "holds a pattern that is none: "),
    ],
)
def test_what_a_condition_may_not_say_is_refused_by_name(text: str, sentence: str) -> None:
    with pytest.raises(ConditionError) as refused:
        parse(text, COLUMNS)
    assert sentence in str(refused.value)


def contract(**rule: object) -> Contract:
    text = {"vi": "v", "en": "e", "fr": "f"}
    return Contract.model_validate(
        {
            "feed": "streets",
            "title": text,
            "grain": "one row a street",
            "key": ["site_code"],
            "replaces": ["sender"],
            "delivery": {"formats": ["csv"], "frequency": "month"},
            "fields": {
                "site_code": {"header": "Mã", "type": "code"},
                "merchants": {"header": "Số hộ", "type": "count", "comparator": True},
                "merchants_qr": {"header": "Số hộ có QR", "type": "count"},
            },
            "rules": [{"id": "STR-01", "tier": "validity", "standing": "block", "message": text, **rule}],
        }
    )


def test_a_rule_points_at_the_fields_that_its_check_names() -> None:
    feed = contract(check="merchants_qr <= merchants and merchants_comparator = '='", when="site_code <> ''")
    rule = of_rule(feed.rules[0], feed)
    assert rule.fields == ("merchants_qr", "merchants")
    assert rule.columns == ("merchants_qr", "merchants", "merchants_comparator", "site_code")


def test_a_rule_is_silent_where_it_is_not_about_the_row() -> None:
    feed = contract(check="merchants_qr <= merchants", when="merchants > 0", fields=["merchants"])
    rule = of_rule(feed.rules[0], feed)
    assert rule.fields == ("merchants",)
    assert rule.sql == '("merchants" > 0) IS NOT TRUE OR ("merchants_qr" <= "merchants")'


def test_a_rule_that_is_none_is_refused_with_its_name() -> None:
    feed = contract(check="merchantz <= 1")
    with pytest.raises(
        ConditionError, match=r"^streets, rule STR-01: The condition 'merchantz <= 1' names 'merchantz'"
    ):
        of_rule(feed.rules[0], feed)
    feed = contract(check="merchants <= 1", fields=["shops"])
    with pytest.raises(ConditionError, match=r"points at \['shops'\], which are no fields"):
        of_rule(feed.rules[0], feed)
