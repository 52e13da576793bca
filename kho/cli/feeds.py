"""Commands about feeds: what a department owes, said from its contract."""

from __future__ import annotations

import click

from kho.cli.group import main
from kho.contract import Language


@main.command()
@click.argument("feed")
@click.option("--lang", type=click.Choice(["vi", "en", "fr"]), default="vi", show_default=True)
def describe(feed: str, lang: Language) -> None:
    """Show what a feed is: who owes it when, its columns and its rules."""
    from kho.catalog import catalog
    from kho.feed_page import page

    click.echo(page(feed, lang, catalog()), nl=False)
