import pytest

from claimx.errors import ClaimxError
from claimx.resources import data_path, model_folder


def test_base_model_is_shipped():
    folder = model_folder("claimx-base")
    for name in ("config.json", "tokenizer.json", "model.safetensors"):
        assert (folder / name).is_file()


def test_article_is_shipped():
    assert (data_path("article") / "article.txt").is_file()
    assert (data_path("article") / "gold.jsonl").is_file()


def test_found_from_any_working_directory(tmp_path, monkeypatch):
    here = model_folder("claimx-base"), data_path("article")
    monkeypatch.chdir(tmp_path)
    assert (model_folder("claimx-base"), data_path("article")) == here
    assert all(folder.is_absolute() for folder in here)


@pytest.mark.parametrize("find", [model_folder, data_path])
def test_absent_resource_is_named(find):
    with pytest.raises(ClaimxError, match="no-such-thing is not part of this installation"):
        find("no-such-thing")
