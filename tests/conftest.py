"""Fixtures that the whole suite shares: the shipped model, opened once."""

import pytest
from hypothesis import settings

import claimx

settings.register_profile("claimx", deadline=None)  # other work on a machine is no fault of a test
settings.load_profile("claimx")


@pytest.fixture(scope="session")
def extractor():
    """The default model on one thread; loaded at first use and shared by every test."""
    return claimx.load("base", threads=1)
