"""Commands of whoever runs an installation: start, stop, look, demonstrate, measure."""

from __future__ import annotations

import json
import shlex
import sys
from pathlib import Path

import click

from kho.cli.group import main
from kho.session import warehouse
from kho.settings import Settings


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
@click.option("--rows", type=int, default=1_000_000, show_default=True, help="Rows of the enterprise register.")
@click.option("--latency/--no-latency", default=True, help="Time deliveries through Airflow too.")
@click.option("--scale", is_flag=True, help="Measure a correction and the marts with 100,000 and 10,000,000 stored.")
@click.option(
    "--observations",
    type=click.IntRange(min=200_000),
    default=10_000_000,
    show_default=True,
    help="With --scale: how many the larger warehouse holds; the smaller holds a hundredth of it.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def bench(rows: int, latency: bool, scale: bool, observations: int, as_json: bool) -> None:
    """Measure, as ratios against COPY in the same run; --scale takes about ten minutes and 10 GB of disk."""
    from kho.bench import run, run_scale

    if scale:
        run_scale(observations=observations, as_json=as_json)
        return
    run(rows=rows, with_latency=latency, as_json=as_json)


@main.command()
@click.option("--output", "-o", type=click.Path(dir_okay=False, path_type=Path), default=Path("kho_docs.html"))
def docs(output: Path) -> None:
    """Write the documentation of the warehouse as one page: models, columns, tests, lineage."""
    from kho.catalog import catalog
    from kho.dbt_sources import write
    from kho.steps import dbt

    with warehouse():
        write(catalog())
        dbt.document(output)
    click.echo(f"written to {output}")


@main.command()
@click.argument("names", nargs=-1, required=True)
@click.option(
    "--by", multiple=True, help="Group by metric_time__month, or a dimension as report__feed; may be repeated."
)
@click.option("--where", help="A condition, as \"{{ Dimension('report__feed') }} = 'payment_accounts'\".")
@click.option("--as-of", default="", help="A release, day or time; the published release by default.")
@click.option("--json", "as_json", is_flag=True, help="Print a list of objects.")
def metrics(names: tuple[str, ...], by: tuple[str, ...], where: str | None, as_of: str, as_json: bool) -> None:
    """Compute headline measures by name, as `kho metrics reports_on_time_rate --by report__feed`."""
    from kho import analyst
    from kho.steps.metrics import statement

    with warehouse():
        answer = analyst.query(statement(names, by, where), as_of=as_of)
    click.echo(answer.as_json() if as_json else answer.as_text())


@main.command()
def env() -> None:
    """Print what dbt's and MetricFlow's own commands need, for `eval "$(kho env)"` and then `dbt` or `mf`."""
    from kho.steps import dbt

    for name, value in dbt.environment(Settings.from_environment()).items():
        click.echo(f"export {name}={shlex.quote(value)}")
    click.echo(f'export PATH={shlex.quote(str(Path(sys.executable).parent))}:"$PATH"')


@main.command()
def migrate() -> None:
    """Bring the warehouse and Airflow's metadata to their newest versions; `up` does it by itself."""
    from kho.services.served import prepare

    prepare(Settings.from_environment(), progress=click.echo)


@main.command()
@click.argument("folder", type=click.Path(path_type=Path))
def backup(folder: Path) -> None:
    """Write the database, every file and the keys into a new folder; everything may run meanwhile."""
    from kho.services.backup import backup as run

    with warehouse():
        click.echo(run(Settings.from_environment(), folder))


@main.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
def restore(folder: Path) -> None:
    """Put a backup into an installation that has no deliveries yet."""
    from kho.services.backup import restore as run

    with warehouse():
        run(Settings.from_environment(), folder)


@main.command(context_settings={"ignore_unknown_options": True}, add_help_option=False)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def airflow(arguments: tuple[str, ...]) -> None:
    """Run one of Airflow's own commands on this installation, as `kho airflow dags list`."""
    from kho.services.airflow import become

    become(Settings.from_environment(), arguments)
