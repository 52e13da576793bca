"""Commands about feeds: what a department owes, said from its contract."""

from __future__ import annotations

import click

from kho.cli.group import in_language, main
from kho.contract import Language


@main.command()
@click.argument("feed")
@in_language
def describe(feed: str, lang: Language) -> None:
    """Show what a feed is: who owes it when, its columns and its rules."""
    from kho.catalog import catalog
    from kho.feed_page import page

    click.echo(page(feed, lang, catalog()), nl=False)
