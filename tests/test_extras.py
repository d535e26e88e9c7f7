import sys
import types

import pytest

from claimx.errors import ClaimxError, MissingExtra
from claimx.extras import require


def test_installed_module_is_returned():
    assert require("numpy", extra="hf") is sys.modules["numpy"]


def test_dotted_name_gives_the_inner_module():
    module = require("numpy.linalg", extra="hf")
    assert isinstance(module, types.ModuleType)
    assert module.__name__ == "numpy.linalg"


def test_distribution_may_have_another_name_than_the_module():
    assert require("_pytest", extra="dev", distribution="pytest").__name__ == "_pytest"


@pytest.mark.parametrize("extra", ["hf", "train", "corpus"])
def test_missing_module_names_the_pip_command(extra):
    with pytest.raises(MissingExtra) as caught:
        require("claimx_absent_module", extra=extra)
    assert f'pip install "claimx[{extra}]"' in str(caught.value)
    assert "claimx_absent_module" in str(caught.value)


def test_missing_extra_is_caught_as_import_error_and_as_our_own():
    assert issubclass(MissingExtra, ImportError)
    assert issubclass(MissingExtra, ClaimxError)


def test_folder_of_that_name_is_no_installation(tmp_path, monkeypatch):
    (tmp_path / "claimx_phantom").mkdir()
    monkeypatch.syspath_prepend(tmp_path)
    assert __import__("claimx_phantom").__file__ is None
    with pytest.raises(MissingExtra):
        require("claimx_phantom", extra="hf")
