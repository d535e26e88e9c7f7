"""Sentences to measure on, with the lengths of real ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path

from claimx.gold import load_gold
from claimx.labelled import read_labelled


@dataclass(frozen=True, slots=True)
class Text:
    """Sentences in an order of their own.

    Attributes:
        what: Which they are.
        sentences: Texts.
        tokens: Mean tokens a sentence, of the shipped model's tokenizer.
    """

    what: str
    sentences: Sequence[str]
    tokens: float

    def take(self, number: int) -> list[str]:
        """This many sentences, from the beginning and round again."""
        return list(islice(cycle(self.sentences), number))


def _tokens(sentences: Sequence[str]) -> float:
    from tokenizers import Tokenizer

    import claimx

    tokenizer = Tokenizer.from_file(str(Path(claimx.model_path()) / "tokenizer.json"))
    tokenizer.no_padding()
    lengths = [len(one.ids) for one in tokenizer.encode_batch(list(sentences))]
    return round(sum(lengths) / len(lengths), 1)


def text_for(data: Path | None) -> Text:
    """Sentences of news dev where a folder holds them, else of the bundled article."""
    path = None if data is None else data / "news" / "dev.jsonl.gz"
    if path is not None and path.is_file():
        sentences = [one.text for one in read_labelled(path)]
        return Text("sentences of news dev", sentences, _tokens(sentences))
    sentences = [one.text for one in load_gold("article")]
    return Text("sentences of the bundled article, repeated", sentences, _tokens(sentences))
