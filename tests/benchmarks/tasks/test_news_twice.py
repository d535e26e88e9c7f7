"""The second reader is judged only on what two have read."""

import os
from pathlib import Path

import numpy as np
import pytest

from benchmarks.opponents.base import NotMeantError
from benchmarks.opponents.second_reader import SecondReader
from benchmarks.tasks import Data, task_named


@pytest.mark.skipif(not os.environ.get("CLAIMX_DATA"), reason="CLAIMX_DATA names no folder")
def test_two_readers_agree_as_the_card_says():
    task = task_named("news-twice")
    articles = task.articles(Data(Path(os.environ["CLAIMX_DATA"])))
    judged = sum((~np.isnan(one.targets)).all(axis=1).sum() for one in articles)
    assert judged == 619
    assert task.outcome(SecondReader(), articles).figures["score"]["value"] > 0.85


def test_where_one_has_read_there_is_no_second_reader():
    articles = task_named("article").articles(Data())
    with pytest.raises(NotMeantError, match="one reader"):
        SecondReader().predict(articles)


@pytest.mark.skipif(not os.environ.get("CLAIMX_DATA"), reason="CLAIMX_DATA names no folder")
def test_raw_text_has_no_second_reader():
    task = task_named("extraction")
    with pytest.raises(NotMeantError):
        task.outcome(SecondReader(), task.articles(Data(Path(os.environ["CLAIMX_DATA"]))))
