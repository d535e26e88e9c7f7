"""Fixtures that the whole suite shares: the shipped model, opened once."""

import pytest

import claimx


@pytest.fixture(scope="session")
def extractor():
    """The default model on one thread; loaded at first use and shared by every test."""
    return claimx.load("base", threads=1)
