"""Sentences that must not turn up in results."""

import pytest

import claimx


@pytest.fixture(scope="session")
def article_sentences():
    example = claimx.example()
    return [example.text[one.start : one.end] for one in example.gold]
