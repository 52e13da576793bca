"""Commands about the warehouse: build, publish, roll back, query, trace."""

from __future__ import annotations

import json
import sys

import click

from kho.cli.group import main
from kho.session import warehouse


@main.command()
def build() -> None:
    """Build, gate and publish the next release, without Airflow."""
    from kho.steps.chain import release as run
    from kho.steps.unbuilt import look_for_unbuilt

    with warehouse():
        result = run(click.echo)
        look_for_unbuilt()
    sys.exit(1 if result.refused else 0)


@main.group()
def release() -> None:
    """List the releases, publish the next one, or go back to an earlier one."""


@release.command("list")
def release_list() -> None:
    """List the releases, the newest first."""
    from kho.steps.status import releases_as_text

    with warehouse():
        click.echo(releases_as_text())


@release.command("publish")
@click.argument("number", type=int)
def release_publish(number: int) -> None:
    """Publish a release that has passed its gate."""
    from kho.steps.publish import publish

    with warehouse():
        publish(number)
    click.echo(f"Release {number} is published.")


@release.command("rollback")
@click.argument("number", type=int, required=False)
def release_rollback(number: int | None) -> None:
    """Let readers see an earlier release again; the one before by default."""
    from kho.steps.publish import rollback

    with warehouse():
        click.echo(f"Release {rollback(number)} is published again.")


@main.command()
@click.argument("mart")
@click.argument("keys", nargs=-1, required=True, metavar="COLUMN=VALUE…")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def trace(mart: str, keys: tuple[str, ...], as_json: bool) -> None:
    """Lead a number of a mart back to file, sheet, cell, text, rules and releases."""
    from kho.steps.trace import as_text
    from kho.steps.trace import trace as run

    pairs = [key.partition("=") for key in keys]
    if not all(separator for _, separator, _ in pairs):
        raise click.UsageError(
            "Name the row by its columns: `kho trace mart_observation indicator_code=DE_GRDP_SHARE`."
        )
    with warehouse():
        traces = run(mart, {column: value for column, _, value in pairs})
    click.echo(json.dumps(traces, ensure_ascii=False, indent=2, default=str) if as_json else as_text(traces))
    sys.exit(0 if traces else 1)


@main.command()
@click.argument("statement")
@click.option("--role", type=click.Choice(["analyst"]), default="analyst", help="Whose rights hold.")
@click.option("--as-of", help="A release or a date to look from.")
@click.option("--csv", "form", flag_value="csv", help="Print csv.")
@click.option("--json", "form", flag_value="json", help="Print a list of JSON objects.")
def query(statement: str, role: str, as_of: str | None, form: str | None) -> None:
    """Answer a query with the analysts' rights."""
    from kho import analyst

    with warehouse():
        answer = analyst.query(statement, as_of)
    click.echo({"csv": answer.as_csv, "json": answer.as_json}.get(form or "", answer.as_text)(), nl=form != "csv")
