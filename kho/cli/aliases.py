"""Commands of a steward about spellings: see what is proposed, take it into the contract."""

from __future__ import annotations

import dataclasses
import json
import shlex
from typing import TYPE_CHECKING

import click

from kho.cli.group import main
from kho.session import warehouse

if TYPE_CHECKING:
    from kho.steps.alias import Proposal

_EXAMPLES = """\b
Examples:
  kho alias accept cashless_streets qr_traders_count 'Số hộ chấp nhận QR'
  kho alias accept cashless_streets site_kind 'Chợ thông minh' --code market"""


@main.group()
def alias() -> None:
    """List the spellings that deliveries had and contracts do not know; accept one."""


@alias.command("list")
@click.option("--feed", help="Of this report only.")
@click.option("--json", "as_json", is_flag=True, help="Print a list of JSON objects.")
def alias_list(feed: str | None, as_json: bool) -> None:
    """Show unknown titles of columns and unknown values of lists, each with the command that accepts it."""
    from kho.steps.alias import proposals

    with warehouse():
        found = proposals(feed)
    if as_json:
        click.echo(json.dumps([dataclasses.asdict(one) for one in found], ensure_ascii=False, indent=2))
        return
    for one in found:
        click.echo(_described(one))
    click.echo(f"{len(found)} spellings that no contract knows.")


@alias.command("accept", epilog=_EXAMPLES)
@click.argument("feed")
@click.argument("field")
@click.argument("text")
@click.option("--code", help="TEXT is a value of the list, and means this code; without it TEXT is a column's title.")
@click.option("--no-replay", is_flag=True, help="Only change the contract.")
def alias_accept(feed: str, field: str, text: str, code: str | None, no_replay: bool) -> None:
    """Write TEXT into contracts/FEED.yml as a spelling of FIELD, and judge again what was delivered with it."""
    from kho.aliases import Alias
    from kho.steps.alias import accept

    with warehouse():
        done = accept(feed, Alias(field, text, code), with_replay=not no_replay)
    meaning = f"the code {code} of {field}" if code else f"the column {field}"
    click.echo(f"contracts/{feed}.yml, version {done.version}: “{text}” means {meaning}. Commit the file.")
    for one in done.replayed:
        click.echo(one)
    for number in done.left:
        click.echo(f"{number}: a steward has decided it; `kho replay --delivery {number}` would judge it again")
    flips = sum(one.flips for one in done.replayed)
    click.echo(f"{len(done.replayed)} deliveries judged again, {flips} verdicts flip.")
    if flips:
        click.echo("The warehouse has them with the next release: `kho build`, or Airflow within a quarter of an hour.")


def _described(one: Proposal) -> str:
    kind = "value" if one.is_value else "column"
    if one.is_value:
        looks = f"like the code {one.code} of {one.field}" if one.code else f"like no code of {one.field}"
    else:
        may_be = f"like no field, and may be {' or '.join(one.candidates)}" if one.candidates else "like no field"
        looks = f"like {one.field}" if one.field else may_be
    numbers = ", ".join(map(str, one.deliveries))
    code = f" --code {one.code or 'CODE'}" if one.is_value else ""
    field = one.field or (one.candidates[0] if len(one.candidates) == 1 else "FIELD")
    return (
        f"{one.feed}: the {kind} “{one.text}” looks {looks} (deliveries {numbers})\n"
        f"    kho alias accept {one.feed} {field} {shlex.quote(one.text)}{code}"
    )
