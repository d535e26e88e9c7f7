"""Errors that a user can act on: each message is one sentence."""

from __future__ import annotations


class ClaimxError(Exception):
    """Base of every error that claimx raises on purpose."""


class MissingExtra(ClaimxError, ImportError):  # noqa: N818 (it is what is missing)
    """A feature was used whose optional dependency is not installed."""


class ModelError(ClaimxError):
    """A model folder is absent, incomplete, unsafe or made for something else."""


class InputError(ClaimxError):
    """A text, a file or a record cannot be read."""


class DataError(ClaimxError):
    """Labelled data does not have the shape that training or evaluation needs."""


class OutputError(ClaimxError):
    """Results cannot be written."""
