"""`claimx example`: the bundled article, each sentence with its labels beside the gold."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich import box
from rich.table import Table
from rich.text import Text

from claimx.cli.console import results, until_closed
from claimx.report.terminal import STYLES, labelled, printable

if TYPE_CHECKING:
    from claimx.article import GoldLabel
    from claimx.types import Sentence

AGREES, DIFFERS = Text("=", style="bold green"), Text("≠", style="bold red")


def _gold(labels: Sequence[str]) -> Text:
    """Labels in their colours, one a line."""
    lines = [Text(label, style=STYLES[label]) for label in labels]
    return Text("\n").join(lines) if lines else Text("none", style="dim")


def _agrees(sentence: Sentence, gold: GoldLabel) -> bool:
    return set(sentence.labels) == set(gold.labels)


def _table(pairs: Sequence[tuple[Sentence, GoldLabel]]) -> Table:
    table = Table(box=box.HORIZONTALS, expand=True, show_lines=True, pad_edge=False)
    table.add_column("sentence", ratio=1)
    table.add_column("claimx", width=16)
    table.add_column("", width=1)
    table.add_column("gold", width=11)
    for sentence, gold in pairs:
        table.add_row(
            Text(printable(sentence.text)),
            labelled(sentence.labels, sentence.scores),
            AGREES if _agrees(sentence, gold) else DIFFERS,
            _gold(gold.labels),
        )
    return table


def example() -> None:
    """Label the bundled news article and show the result beside its gold labels.

    "=" stands where the labels are exactly the gold ones, "≠" where they are not.
    """
    import claimx

    article = claimx.example()
    document = claimx.extract(article.text, sentences=article.sentences)
    pairs = list(zip(document.sentences, article.gold, strict=True))
    right = sum(_agrees(*pair) for pair in pairs)
    with until_closed():
        console = results()
        console.print(_table(pairs))
        console.print(f"{right} of {len(pairs)} sentences have exactly the gold labels.")
