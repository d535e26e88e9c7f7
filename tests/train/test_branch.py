"""Relation layers: copies of a model's, with fewer feed-forward neurons."""

import pytest

from claimx.resources import model_folder

torch = pytest.importorskip("torch")

from claimx.train.branch import Branch, Settings  # noqa: E402
from claimx.train.loop import load_fitted  # noqa: E402


@pytest.fixture(scope="module")
def fitted():
    return load_fitted(model_folder("claimx-base"))


@pytest.fixture
def hidden():
    torch.manual_seed(0)
    return torch.randn(2, 5, 384), torch.ones(2, 5, dtype=torch.long)


def vectors(fitted, hidden, **settings):
    with torch.inference_mode():
        return Branch(fitted, Settings(**settings)).eval().bert(*hidden)


def test_all_neurons_kept_compute_what_the_models_layers_do(fitted, hidden):
    kept = vectors(fitted, hidden, layers=2, neurons=1536)
    whole = vectors(fitted, hidden, layers=2, neurons=None)
    torch.testing.assert_close(kept, whole)


def test_the_strongest_neurons_stay_closer_than_the_weakest_would(fitted, hidden):
    whole = vectors(fitted, hidden, layers=1, neurons=None)
    narrow = vectors(fitted, hidden, layers=1, neurons=768)
    branch = Branch(fitted, Settings(layers=1, neurons=None)).eval()
    (layer,) = branch.bert.encoder.layer
    into, out = layer.intermediate.dense, layer.output.dense
    size = into.weight.norm(dim=1) * out.weight.norm(dim=0)
    with torch.inference_mode():
        out.weight[:, size.topk(768).indices] = 0
        weak = branch.bert(*hidden)
    assert (narrow - whole).norm() < (weak - whole).norm()


def test_the_model_itself_stays_whole(fitted):
    Branch(fitted, Settings(neurons=64))
    layers = fitted.model.bert.encoder.layer
    assert {one.intermediate.dense.out_features for one in layers} == {1536}
    assert len(layers) == 6
