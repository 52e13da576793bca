"""The command line: one command, one call.

Exit codes: 0 done or accepted, 1 rejected or fallen short, 2 wrong use or a broken environment.
"""

from __future__ import annotations

import json
import logging
import sys
from pathlib import Path
from typing import Any

import click

from kho.session import warehouse
from kho.settings import Settings

ACCEPTED = ("accepted", "accepted_with_warnings", "duplicate")


class Kho(click.Group):
    """Turns every expected failure into one sentence and exit code 2."""

    def invoke(self, ctx: click.Context) -> Any:  # noqa: RET503 - the last line ends the process
        """Run the command; a failure that the house knows is told without a traceback."""
        import psycopg

        from kho.catalog import CatalogError
        from kho.database import DatabaseUnavailable
        from kho.ledger import UnknownDelivery
        from kho.postgres import PostgresError
        from kho.services.errors import ServicesError
        from kho.steps.errors import StepError

        known = (CatalogError, DatabaseUnavailable, PostgresError, ServicesError, StepError, UnknownDelivery)
        try:
            return super().invoke(ctx)
        except known as error:
            click.echo(str(error), err=True)
        except psycopg.Error as error:
            click.echo(f"The database refuses: {str(error).strip().splitlines()[0]}", err=True)
        ctx.exit(2)


@click.group(cls=Kho, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--verbose", is_flag=True, help="Show what each step logs.")
def main(verbose: bool) -> None:
    """kho: one central warehouse for the digital-transformation reports of a province's departments."""
    logging.basicConfig(
        level=logging.INFO if verbose else logging.WARNING, format="%(levelname)s %(name)s: %(message)s"
    )


@main.command()
def up() -> None:
    """Start the database and Airflow, and come back once they answer."""
    from kho import services

    endpoints = services.up(Settings.from_environment(), progress=click.echo)
    click.echo(endpoints.describe())


@main.command()
def down() -> None:
    """Stop everything that `up` started."""
    from kho import services

    services.down(Settings.from_environment(), progress=click.echo)


@main.command()
def migrate() -> None:
    """Bring the warehouse and Airflow's metadata to their newest versions; `up` does it by itself."""
    from kho.services.served import prepare

    prepare(Settings.from_environment(), progress=click.echo)


@main.command(context_settings={"ignore_unknown_options": True}, add_help_option=False)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def airflow(arguments: tuple[str, ...]) -> None:
    """Run one of Airflow's own commands on this installation, as `kho airflow dags list`."""
    from kho.services.airflow import become

    become(Settings.from_environment(), arguments)


@main.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def status(as_json: bool) -> None:
    """Show the services, the latest deliveries with their verdicts and the published release."""
    from kho.steps.status import as_text
    from kho.steps.status import status as current

    state = current(Settings.from_environment())
    click.echo(json.dumps(state, ensure_ascii=False, indent=2, default=str) if as_json else as_text(state))


@main.command()
def demo() -> None:
    """Start everything, deliver the samples and show each verdict, the release and the headline table."""
    from kho.demo import demo as run

    sys.exit(run(Settings.from_environment(), click.echo))


@main.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--sender", required=True)
@click.option("--feed", required=True)
def deliver(file: Path, sender: str, feed: str) -> None:
    """Drop a file into the inbox, as a department would."""
    from kho import inbox

    click.echo(inbox.deliver(file, sender, feed, Settings.from_environment()))


@main.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--sender", required=True)
@click.option("--feed", required=True)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.option(
    "--rows", type=click.Path(dir_okay=False, path_type=Path), help="Write the typed rows as read to this csv."
)
@click.option("--lang", type=click.Choice(["vi", "en", "fr"]), default="vi", show_default=True)
def check(file: Path, sender: str, feed: str, as_json: bool, rows: Path | None, lang: str) -> None:
    """Give the full verdict on a file without delivering it."""
    from kho import receipt
    from kho.catalog import catalog
    from kho.steps.judge import judge

    with warehouse():
        judgement = judge(file, feed, sender, rows)
    contract = catalog().contracts.get(feed)
    if as_json:
        click.echo(json.dumps(receipt.as_json(judgement, contract), ensure_ascii=False, indent=2, default=str))
    else:
        click.echo(receipt.as_text(judgement, contract, lang))
    sys.exit(0 if judgement.verdict in ACCEPTED else 1)


@main.command()
def ingest() -> None:
    """Take everything that waits in the inbox as far as its receipt, without Airflow."""
    from kho.steps.chain import ingest as run

    with warehouse():
        outcomes = run(click.echo)
    click.echo(f"{len(outcomes)} deliveries.")
    sys.exit(0 if all(one.verdict in ACCEPTED for one in outcomes) else 1)


@main.command()
def build() -> None:
    """Build, gate and publish the next release, without Airflow."""
    from kho.steps.chain import release as run

    with warehouse():
        result = run(click.echo)
    sys.exit(1 if result.refused else 0)


@main.command()
@click.argument("feed")
def pull(feed: str) -> None:
    """Ask a feed's portal and drop its answer into the inbox."""
    from kho.steps.pull import pull as run

    path = run(feed)
    click.echo(path or "The portal has nothing new.")


@main.command()
@click.argument("delivery", type=int)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.option("--lang", type=click.Choice(["vi", "en", "fr"]), default="vi", show_default=True)
def findings(delivery: int, as_json: bool, lang: str) -> None:
    """Show every finding of a delivery."""
    from kho import receipt
    from kho.steps.acknowledge import judgement

    with warehouse():
        told, contract = judgement(delivery)
    if as_json:
        click.echo(json.dumps(receipt.as_json(told, contract), ensure_ascii=False, indent=2, default=str))
    else:
        click.echo(receipt.as_text(told, contract, lang))


@main.command()
@click.argument("delivery", type=int)
@click.argument("decision", type=click.Choice(["accept", "reject"]))
@click.option("--reason", required=True, help="Why; the receipt says so.")
@click.option("--by", default="steward", show_default=True)
def decide(delivery: int, decision: str, reason: str, by: str) -> None:
    """Settle a held delivery as a steward, or withdraw an accepted one."""
    from kho.steps.acknowledge import acknowledge
    from kho.steps.settle import decide as run

    with warehouse():
        verdict = run(delivery, accept=decision == "accept", by=by, reason=reason)
        acknowledge(delivery)
    click.echo(
        f"Delivery {delivery}: {verdict}. It enters, or leaves, the warehouse with the next release (`kho build`)."
    )


@main.command()
@click.option("--feed")
@click.option("--delivery", type=int)
@click.option("--dry-run", is_flag=True, help="Only say which verdicts would flip.")
def replay(feed: str | None, delivery: int | None, dry_run: bool) -> None:
    """Judge archived deliveries again, and say which verdicts flip."""
    from kho.steps.replay import replay as run

    if (feed is None) == (delivery is None):
        raise click.UsageError("Name a feed or a delivery: --feed F or --delivery D.")
    with warehouse():
        results = run(feed, delivery, dry_run=dry_run)
    for one in results:
        click.echo(f"{one.delivery}: {one.before}" + (f" → {one.after}" if one.flips else ", as before"))
    click.echo(f"{len(results)} deliveries, {sum(one.flips for one in results)} verdicts flip.")


@main.command()
@click.argument("feed")
@click.option("--sender", required=True)
@click.option("-o", "--output", required=True, type=click.Path(dir_okay=False, path_type=Path))
def template(feed: str, sender: str, output: Path) -> None:
    """Write the workbook that a department fills in."""
    from kho.template import write

    write(feed, sender, output)
    click.echo(output)


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
    click.echo({"csv": answer.as_csv, "json": answer.as_json}.get(form or "", answer.as_text)(), nl=form == "json")


@main.command()
@click.option("--rows", type=int, default=1_000_000, show_default=True, help="Rows of the enterprise register.")
@click.option("--latency/--no-latency", default=True, help="Time deliveries through Airflow too.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def bench(rows: int, latency: bool, as_json: bool) -> None:
    """Measure, as ratios against COPY in the same run."""
    from kho.bench import run

    run(rows=rows, with_latency=latency, as_json=as_json)
