"""What a worker loads."""

import pytest

from claimx.corpus.job.plan import ModelChoice, Settings
from claimx.corpus.job.worker import _load

CHOSEN = ModelChoice("fast", "onnx", 3, "recall", 0.25, True, False)
ASKED = {
    "engine": "onnx",
    "threads": 3,
    "operating_point": "recall",
    "share": 0.25,
    "download": True,
    "spans": False,
}


@pytest.fixture
def asked(monkeypatch):
    """What `claimx.load` is given, each time."""
    found = []
    monkeypatch.setattr("claimx.api.load", lambda *given, **how: found.append((given, how)))
    return found


def test_a_worker_loads_what_was_chosen(asked):
    _load(Settings(model=CHOSEN))
    assert asked == [(("fast",), ASKED)]


def test_a_pipeline_of_datatrove_loads_what_was_chosen(asked):
    pytest.importorskip("datatrove")
    from claimx.corpus.datatrove import _loaded

    _loaded.__wrapped__(CHOSEN)
    assert asked == [(("fast",), ASKED)]
