"""The group that every command belongs to.

Exit codes: 0 done or accepted, 1 rejected or fallen short, 2 wrong use or a broken environment.
"""

from __future__ import annotations

import logging
from typing import Any, get_args

import click

from kho.contract import Language

ACCEPTED = ("accepted", "accepted_with_warnings", "duplicate")

#: The language that a command answers in: that of the departments where nothing is said.
in_language = click.option("--lang", type=click.Choice(get_args(Language)), default="vi", show_default=True)


class Kho(click.Group):
    """Turns every expected failure into one sentence and exit code 2."""

    def invoke(self, ctx: click.Context) -> Any:  # noqa: RET503 - the last line ends the process
        """Run the command; a failure that the house knows is told without a traceback."""
        import psycopg
        from sqlalchemy.exc import DBAPIError

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
        except (psycopg.Error, DBAPIError) as error:
            reason = error.orig if isinstance(error, DBAPIError) else error
            click.echo(f"The database refuses: {str(reason).strip().splitlines()[0]}", err=True)
        ctx.exit(2)


@click.group(cls=Kho, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--verbose", is_flag=True, help="Show what each step logs.")
def main(verbose: bool) -> None:
    """kho: one central warehouse for the digital-transformation reports of a province's departments."""
    logging.basicConfig(
        level=logging.INFO if verbose else logging.WARNING, format="%(levelname)s %(name)s: %(message)s"
    )
