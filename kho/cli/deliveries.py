"""Commands about deliveries: check, deliver, ingest, explain, decide, judge again."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from kho.cli.group import ACCEPTED, in_language, main
from kho.contract import Language
from kho.session import warehouse
from kho.settings import Settings


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
@in_language
def check(file: Path, sender: str, feed: str, as_json: bool, rows: Path | None, lang: Language) -> None:
    """Give the full verdict on a file without delivering it."""
    from kho import receipt
    from kho.catalog import catalog
    from kho.steps.judge import judge

    with warehouse():
        judgement = judge(file, feed, sender, rows)
    contract = catalog().find(feed)
    if as_json:
        click.echo(json.dumps(receipt.as_json(judgement, contract), ensure_ascii=False, indent=2, default=str))
    else:
        click.echo(receipt.as_text(judgement, contract, lang))
    sys.exit(0 if judgement.verdict in ACCEPTED else 1)


@main.command()
@click.argument("feed")
@click.option("--sender", required=True)
@click.option("-o", "--output", required=True, type=click.Path(dir_okay=False, path_type=Path))
@click.option("--blank", is_flag=True, help="Without the rows of the last accepted report.")
def template(feed: str, sender: str, output: Path, blank: bool) -> None:
    """Write the workbook that a department fills in, beginning with what it reported last."""
    from datetime import date

    from kho import prefill
    from kho.catalog import catalog
    from kho.template import allowed, write

    known = catalog()
    contract, _ = allowed(known, feed, sender)
    rows: list[prefill.Row] = []
    if contract.template.prefill and not blank:
        with warehouse():
            rows = prefill.last_rows(contract, sender, known, date.today())
    write(feed, sender, output, known, rows)
    click.echo(f"{output}: {len(rows)} rows filled in from the last accepted report" if rows else output)


@main.command()
def ingest() -> None:
    """Take everything that waits in the inbox as far as its receipt, without Airflow."""
    from kho.steps.chain import ingest as run

    with warehouse():
        outcomes = run(click.echo)
    click.echo(f"{len(outcomes)} deliveries.")
    sys.exit(0 if all(one.verdict in ACCEPTED for one in outcomes) else 1)


@main.command()
@click.argument("feed")
@click.option("--sender", help="Only the portal that answers in this sender's name.")
def pull(feed: str, sender: str | None) -> None:
    """Ask a feed's portals and drop what they answer into the inbox; one that fails holds up no other."""
    from kho.steps.errors import StepError
    from kho.steps.pull import pull as run
    from kho.steps.pull import senders

    failed = False
    for one in [sender] if sender else senders(feed):
        try:
            click.echo(run(feed, one) or f"The portal of {one} has nothing new.")
        except StepError as error:
            failed = True
            click.echo(str(error), err=True)
    sys.exit(2 if failed else 0)


@main.command()
@click.argument("delivery", type=int)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@in_language
def findings(delivery: int, as_json: bool, lang: Language) -> None:
    """Show every finding of a delivery."""
    from kho import receipt
    from kho.steps.acknowledge import judgement

    with warehouse():
        told, contract = judgement(delivery)
    if as_json:
        click.echo(json.dumps(receipt.as_json(told, contract), ensure_ascii=False, indent=2, default=str))
    else:
        click.echo(receipt.as_text(told, contract, lang, every=True))


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
        click.echo(one)
    click.echo(f"{len(results)} deliveries, {sum(one.flips for one in results)} verdicts flip.")
