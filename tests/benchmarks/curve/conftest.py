"""Sentences of our own in documents, and an encoder small enough to learn in a second."""

import pytest

from benchmarks.curve.run import material
from claimx.labelled import Labelled

CLAIMS = (
    ("the trial of group {} found fewer deaths", (1.0, 0.0, 0.0, 0.0)),
    ("enzyme {} blocks the growth of cells", (0.0, 1.0, 0.0, 0.0)),
    ("doctor {} said so on the phone", (0.0, 0.0, 1.0, 0.0)),
    ("sample {} may be too small to tell", (0.0, 0.0, 0.0, 1.0)),
    ("the clinic opens at {} in the morning", (0.0, 0.0, 0.0, 0.0)),
)


def corpus(name, documents):
    """Documents of five sentences; no two of them share one."""
    return [
        Labelled(
            f"{name} {doc}: {text.format(f'{name}-{doc}-{place}')}.",
            targets,
            f"{name} {doc}",
            {"selection": "random" if doc % 2 else "model"},
        )
        for doc in range(documents)
        for place, (text, targets) in enumerate(CLAIMS)
    ]


@pytest.fixture(scope="session")
def train():
    return corpus("train", 20)


@pytest.fixture(scope="session")
def dev():
    return corpus("dev", 6)


@pytest.fixture(scope="session")
def found(train, dev):
    pytest.importorskip("datasketch")
    return material(train, dev, seed=13)


@pytest.fixture(scope="session")
def encoder(tmp_path_factory):
    """Two layers of width 32, freshly drawn, with a tokenizer of these sentences' letters."""
    pytest.importorskip("accelerate")
    from transformers import BertConfig, BertModel, BertTokenizer

    folder = tmp_path_factory.mktemp("encoders") / "tiny"
    folder.mkdir()
    letters = "abcdefghijklmnopqrstuvwxyz0123456789.:-"
    words = [
        "[PAD]",
        "[UNK]",
        "[CLS]",
        "[SEP]",
        "[MASK]",
        *letters,
        *(f"##{one}" for one in letters),
    ]
    (folder / "vocab.txt").write_text("\n".join(words) + "\n", encoding="utf-8")
    BertTokenizer(vocab=str(folder / "vocab.txt")).save_pretrained(folder)
    shape = {"hidden_size": 32, "num_hidden_layers": 2, "num_attention_heads": 2}
    config = BertConfig(vocab_size=len(words), intermediate_size=64, **shape)
    BertModel(config).save_pretrained(folder)
    return folder
