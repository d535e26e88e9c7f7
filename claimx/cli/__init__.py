"""The `claimx` command: one file a subcommand, no logic of its own."""

from __future__ import annotations

import sys

import typer
from rich.console import Console

from claimx.cli.console import say
from claimx.errors import ClaimxError

app = typer.Typer(
    name="claimx",
    help="Label every sentence of a text as finding, mechanism, attribution or caution.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _register() -> None:
    from claimx.cli import (
        benchmark,
        decide,
        dedup,
        distil,
        evaluate,
        example,
        extract,
        info,
        relate,
        teach,
        train,
        view,
    )
    from claimx.cli import errors as failed
    from claimx.cli import status as stand

    app.command("extract")(extract.extract)
    app.command("view")(view.view)
    app.command("status")(stand.status)
    app.command("errors")(failed.errors)
    app.command("verify")(stand.verify)
    app.command("decide")(decide.decide)
    app.command("dedup")(dedup.dedup)
    app.command("example")(example.example)
    app.command("info")(info.info)
    app.command("evaluate")(evaluate.evaluate)
    app.command("train")(train.train)
    app.command("teach")(teach.teach)
    app.command("distil")(distil.distil)
    app.command("relate")(relate.relate)
    app.command(
        "benchmark",
        add_help_option=False,
        context_settings={"allow_extra_args": True, "ignore_unknown_options": True},
    )(benchmark.benchmark)


_register()


def main() -> None:
    """Run the command line; an error that claimx raises on purpose is one line and exit code 2."""
    try:
        app()
    except ClaimxError as error:
        say(Console(stderr=True, highlight=False), str(error))
        sys.exit(2)


if __name__ == "__main__":
    main()
