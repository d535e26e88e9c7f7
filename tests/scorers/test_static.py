"""The fast tier: numpy gives what the trained network gives, whatever stands in a batch."""

from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file, save_file

import claimx
from claimx.decide import sigmoid
from claimx.errors import ModelError
from claimx.labels import LABELS
from claimx.model import WEIGHTS
from claimx.scorers.static import BLOCK, BLOCK_CHARACTERS, blocks
from claimx.words import LONGEST


@pytest.fixture(scope="module")
def fast():
    return claimx.load("fast")


@pytest.fixture(scope="module")
def sentences():
    return [one.text for one in claimx.extract(claimx.example().text).sentences]


def test_numpy_computes_what_the_network_was_trained_as(fast, sentences):
    torch = pytest.importorskip("torch")
    from claimx.train.fast import Settings, _batch, _network, places_of

    weights = {k: v.astype(np.float32) for k, v in load_file(fast.model.folder / WEIGHTS).items()}
    settings = Settings(**fast.model.settings["training"])
    network = _network(settings).eval()
    filters = weights["convolution.weight"].reshape(3, settings.dim, -1).transpose(2, 1, 0)
    network.load_state_dict(
        {
            "words.weight": torch.tensor(weights["words"]),
            "parts.weight": torch.tensor(weights["parts"]),
            "pairs.weight": torch.tensor(weights["pairs"]),
            "convolution.weight": torch.tensor(filters.copy()),
            "convolution.bias": torch.tensor(weights["convolution.bias"]),
            "hidden.weight": torch.tensor(weights["hidden.weight"].T.copy()),
            "hidden.bias": torch.tensor(weights["hidden.bias"]),
            "output.weight": torch.tensor(weights["output.weight"].T.copy()),
            "output.bias": torch.tensor(weights["output.bias"]),
        }
    )
    with torch.inference_mode():
        wanted = network(*_batch(range(len(sentences)), places_of(sentences, settings))).numpy()
    assert np.allclose(fast.scorer.run(sentences).logits, wanted, atol=1e-3)


def test_a_sentence_scores_alike_alone_and_among_others(fast, sentences):
    many = [*sentences, "", " ", "Yes."] * 20
    together = sigmoid(fast.scorer.run(many).logits)
    for place in range(len(sentences) + 3):
        alone = sigmoid(fast.scorer.run([many[place]]).logits)[0]
        assert np.allclose(together[place], alone, atol=1e-5)
        assert np.allclose(together[place], together[place + len(sentences) + 3], atol=1e-5)


def test_what_was_cut_is_said(fast):
    records = fast.label(["Short.", "word " * LONGEST])
    assert [one.truncated for one in records] == [False, True]
    assert {one.engine for one in records} == {"numpy"}


def test_blocks_cover_every_sentence_and_bound_their_size():
    sentences = ["x" * 30_000] * 5 + ["y"] * 300
    found = blocks(sentences)
    assert [place for one in found for place in range(one.start, one.stop)] == list(range(305))
    for one in found:
        inside = sentences[one]
        assert len(inside) <= BLOCK
        assert len(inside) == 1 or sum(min(len(s), LONGEST) for s in inside) <= BLOCK_CHARACTERS
    assert blocks([]) == []


def test_nothing_to_read(fast):
    found = fast.scorer.run([])
    assert found.logits.shape == (0, len(LABELS))
    assert fast.extract("").sentences == ()


def test_it_finds_the_plain_cases(fast):
    plain = fast.label(["The drug cut deaths by a fifth, the study found, he said."])[0]
    assert "attribution" in plain.labels


@pytest.mark.parametrize("change", ["no weights", "cut short", "another shape", "not a power"])
def test_unsound_weights_are_named(fast, tmp_path, change):
    folder = fast.save_pretrained(tmp_path / "model")
    path = Path(folder) / WEIGHTS
    weights = load_file(path)
    if change == "no weights":
        path.unlink()
    elif change == "cut short":
        path.write_bytes(path.read_bytes()[:1000])
    else:
        rows = 1000 if change == "not a power" else len(weights["words"])
        width = 8 if change == "another shape" else weights["words"].shape[1]
        save_file({**weights, "words": weights["words"][:rows, :width].copy()}, path)
    with pytest.raises(ModelError, match=WEIGHTS):
        _ = claimx.load(folder).scorer


def test_other_engines_are_refused():
    with pytest.raises(ModelError, match="numpy"):
        _ = claimx.load("fast", engine="onnx").scorer
    with pytest.raises(ModelError, match="share"):
        _ = claimx.load("fast", share=0.5).scorer


def test_a_saved_copy_labels_alike(fast, sentences, tmp_path):
    copy = claimx.load(fast.save_pretrained(tmp_path / "copy"))
    assert [one.scores for one in copy.label(sentences)] == [
        one.scores for one in fast.label(sentences)
    ]
