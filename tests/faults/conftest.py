"""A small job whose runs are broken."""

import pytest

from benchmarks.faults.cases import Job


@pytest.fixture(scope="session")
def job(tmp_path_factory):
    """Inputs, and what an undisturbed run made of them."""
    found = Job.begin(tmp_path_factory.mktemp("faults") / "job", 9)
    assert found.code == 1  # one record of it is broken
    return found
