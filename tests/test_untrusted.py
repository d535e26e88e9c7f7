"""Model folders that no one should open: each is refused before anything in it is used."""

import json
import os
import pickle
import shutil
import sys
import tracemalloc
import zipfile
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import save, save_file

import claimx
from claimx.errors import ModelError
from claimx.hub import save as save_model
from claimx.model import CONFIG, ONNX_INT8, TOKENIZER, WEIGHTS, Model

BASE, FAST = Path(claimx.model_path()), Path(claimx.model_path("fast"))
links = pytest.mark.skipif(sys.platform == "win32", reason="links need a privilege there")


@pytest.fixture
def folder(tmp_path):
    """A model folder with the real config and tokenizer; opening it reads no weights."""
    found = tmp_path / "model"
    found.mkdir()
    for name in (CONFIG, TOKENIZER):
        shutil.copyfile(BASE / name, found / name)
    return found


def change_config(folder, **changes):
    config = json.loads((folder / CONFIG).read_text(encoding="utf-8"))
    (folder / CONFIG).write_text(json.dumps({**config, **changes}), encoding="utf-8")


def refused(folder):
    """The one sentence with which a folder is refused."""
    with pytest.raises(ModelError) as refusal:
        Model.open(folder)
    sentence = str(refusal.value)
    assert sentence.endswith(".")
    assert "\n" not in sentence
    return sentence


def test_shipped_models_are_data_alone():
    for tier in ("base", "fast", "auto"):
        assert Model.open(Path(claimx.model_path(tier)))


# ---- links


@links
@pytest.mark.parametrize("name", [CONFIG, TOKENIZER, "notes.txt", "onnx/deep/extra.json"])
def test_a_link_out_of_the_folder_is_refused_wherever_it_lies(folder, tmp_path, name):
    outside = tmp_path / "outside.json"
    shutil.copyfile(folder / CONFIG, outside)
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).unlink(missing_ok=True)
    (folder / name).symlink_to(outside)
    assert refused(folder).startswith(f"{folder / name}: a link that leads out of the model folder")


@links
@pytest.mark.parametrize("target", ["../outside", "/etc", "/dev/zero", "../nowhere"])
def test_a_link_to_a_folder_a_device_or_nothing_outside_is_refused(folder, tmp_path, target):
    (tmp_path / "outside").mkdir()
    (folder / "onnx").symlink_to(target)
    assert "leads out of the model folder" in refused(folder)


@links
def test_a_link_through_another_link_is_followed_to_its_end(folder, tmp_path):
    (tmp_path / "secret.txt").write_text("secret", encoding="utf-8")
    (tmp_path / "door").symlink_to(tmp_path / "secret.txt")
    (folder / "a.txt").symlink_to("b.txt")
    (folder / "b.txt").symlink_to("../door")
    assert "leads out of the model folder" in refused(folder)


@links
def test_links_inside_the_folder_are_fine(folder):
    (folder / "weights").mkdir()
    shutil.copyfile(FAST / WEIGHTS, folder / "weights" / "kept")
    (folder / WEIGHTS).symlink_to("weights/kept")
    (folder / "again").symlink_to(".")
    (folder / "around").symlink_to("around")
    assert Model.open(folder)


@links
def test_the_folder_itself_may_be_a_link(folder, tmp_path):
    (tmp_path / "current").symlink_to(folder.name)
    assert Model.open(tmp_path / "current")


def in_cache(cache, folder):
    """A model as the Hugging Face cache keeps it: links into the blobs of its repository."""
    repository = cache / "models--tea-lab--claims"
    snapshot = repository / "snapshots" / "1234567890abcdef"
    snapshot.mkdir(parents=True)
    (repository / "blobs").mkdir()
    for number, path in enumerate(sorted(folder.iterdir())):
        shutil.copyfile(path, repository / "blobs" / f"blob{number}")
        (snapshot / path.name).symlink_to(f"../../blobs/blob{number}")
    return snapshot


@links
def test_a_model_in_the_hugging_face_cache_is_opened_through_its_links(folder, tmp_path):
    snapshot = in_cache(tmp_path / "hub", folder)
    assert Model.open(snapshot).config == Model.open(folder).config
    stage = snapshot / "stage"
    stage.mkdir()
    for name in (CONFIG, TOKENIZER):
        (stage / name).symlink_to(Path("../../../blobs", (snapshot / name).readlink().name))
    assert Model.open(stage)


@links
def test_a_link_out_of_its_repository_is_refused_in_the_cache_as_well(folder, tmp_path):
    snapshot = in_cache(tmp_path / "hub", folder)
    other = tmp_path / "hub" / "models--other--model" / "blobs"
    other.mkdir(parents=True)
    shutil.copyfile(folder / TOKENIZER, other / "blob0")
    (snapshot / TOKENIZER).unlink()
    (snapshot / TOKENIZER).symlink_to("../../../models--other--model/blobs/blob0")
    assert "leads out of the model folder" in refused(snapshot)


@links
def test_a_link_to_a_folder_elsewhere_in_the_repository_is_refused(folder, tmp_path):
    snapshot = in_cache(tmp_path / "hub", folder)
    (snapshot / "onnx").symlink_to("../../blobs")
    assert "leads out of the model folder" in refused(snapshot)


@links
def test_a_link_made_after_opening_is_not_copied_to_where_it_may_be_published(folder, tmp_path):
    (tmp_path / "key.txt").write_text("secret", encoding="utf-8")
    model = Model.open(folder)
    (folder / "notes.txt").symlink_to(tmp_path / "key.txt")
    with pytest.raises(ModelError, match="leads out of the model folder"):
        save_model(model, tmp_path / "copy")
    assert list((tmp_path / "copy").iterdir()) == []


# ---- pickles and code


class Trap:
    """Makes a file when it is unpickled."""

    def __init__(self, path):
        self.path = path

    def __reduce__(self):
        return Path.touch, (self.path,)


def a_pickle(path, trap):
    path.write_bytes(pickle.dumps({"weight": Trap(trap)}))


def an_old_pickle(path, trap):
    path.write_bytes(pickle.dumps({"weight": Trap(trap)}, protocol=0))


def a_zip(path, trap):
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("archive/data.pkl", pickle.dumps({"weight": Trap(trap)}))


def a_checkpoint(path, trap):
    pytest.importorskip("torch").save({"weight": Trap(trap)}, path)


POSING = [a_pickle, an_old_pickle, a_zip, a_checkpoint]


def test_the_trap_works(tmp_path):
    a_pickle(tmp_path / "data", tmp_path / "sprung")
    pickle.loads((tmp_path / "data").read_bytes())
    assert (tmp_path / "sprung").exists()


@pytest.mark.parametrize("write", POSING)
@pytest.mark.parametrize("name", [WEIGHTS, ONNX_INT8, CONFIG, "model-00001-of-00002.safetensors"])
def test_a_pickle_by_another_name_is_refused_unread(folder, tmp_path, write, name):
    (folder / name).parent.mkdir(exist_ok=True)
    write(folder / name, tmp_path / "sprung")
    assert refused(folder).startswith(f"{folder / name}: ")
    assert not (tmp_path / "sprung").exists()


@pytest.mark.parametrize("write", POSING)
def test_a_tokenizer_that_is_a_pickle_is_refused_unread(folder, tmp_path, write):
    shutil.copytree(BASE / "onnx", folder / "onnx")
    write(folder / TOKENIZER, tmp_path / "sprung")
    with pytest.raises(ModelError, match=r"tokenizer\.json: tokenizers cannot load it \([^\n]+\)"):
        claimx.load(folder, threads=1).extract("Tea helps.")
    assert not (tmp_path / "sprung").exists()


@pytest.mark.parametrize(
    ("write", "said"),
    [(a_pickle, "not a safetensors file but a pickle"), (a_zip, "but a zip archive")],
)
def test_what_poses_as_weights_is_named(folder, tmp_path, write, said):
    write(folder / WEIGHTS, tmp_path / "sprung")
    assert said in refused(folder)


@pytest.mark.parametrize(
    "content",
    [b"", b"{}", b"\xff" * 64, b"\x02\0\0\0\0\0\0\0", save({"a": np.zeros(9)})[:40]],
    ids=["empty", "JSON", "noise", "a length alone", "cut short"],
)
def test_damaged_weights_are_refused(folder, content):
    (folder / WEIGHTS).write_bytes(content)
    assert "not a safetensors file but damaged or something else" in refused(folder)


@pytest.mark.parametrize("count", range(1, 40))
def test_sound_weights_are_taken_whatever_their_first_bytes_look_like(folder, count):
    names = {f"tensor{number}": np.zeros(1, dtype=np.float32) for number in range(count)}
    save_file(names, folder / WEIGHTS)
    assert Model.open(folder)


@pytest.mark.parametrize(
    "name",
    ["pytorch_model.bin", "head.pkl", "onnx/extra.PT", "state.ckpt", "model.joblib", "tf_model.h5"],
)
def test_pickled_file_anywhere_in_the_folder_is_refused(folder, name):
    (folder / "onnx").mkdir()
    (folder / name).write_bytes(b"cos\nsystem\n")
    assert refused(folder) == (
        f"{folder / name}: claimx loads safetensors, ONNX and JSON only; "
        "remove the file or convert it."
    )


@pytest.mark.parametrize("name", ["modeling.py", "onnx/tool.PY", "__pycache__/a.pyc", "op.so"])
def test_code_anywhere_in_the_folder_is_refused(folder, name):
    (folder / name).parent.mkdir(exist_ok=True)
    (folder / name).write_bytes(b"raise SystemExit\n")
    assert refused(folder) == (
        f"{folder / name}: a model folder with code in it is not opened; remove the file."
    )


def test_an_adapter_that_would_change_the_weights_is_refused(folder):
    (folder / "adapter_config.json").write_text("{}", encoding="utf-8")
    assert "an adapter is not applied" in refused(folder)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="POSIX only")
def test_a_pipe_in_the_place_of_weights_is_not_waited_for(folder):
    os.mkfifo(folder / WEIGHTS)
    assert not any(path.is_file() for path in [Model.open(folder).folder / WEIGHTS])


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="needs a permission")
def test_a_file_that_may_not_be_read_is_named(folder):
    (folder / WEIGHTS).write_bytes(b"")
    (folder / WEIGHTS).chmod(0)
    assert refused(folder) == f"{folder / WEIGHTS}: cannot be read (Permission denied)."


# ---- the config


@pytest.mark.parametrize(
    ("entry", "value"),
    [
        ("auto_map", {"AutoModel": "modeling.Evil"}),
        ("attn_implementation", "someone/kernels"),
        ("attn_implementation", "flash_attention_2"),
        ("attn_implementation", {"": "someone/kernels"}),
        ("_attn_implementation", "someone/kernels"),
        ("experts_implementation", "someone/kernels"),
        ("quantization_config", {"quant_method": "bitsandbytes"}),
    ],
    ids=str,
)
def test_a_config_that_asks_for_code_from_elsewhere_is_refused(folder, entry, value):
    change_config(folder, **{entry: value})
    assert f'"{entry}" ' in refused(folder)


@pytest.mark.parametrize("value", [None, "eager", "sdpa"])
def test_attention_of_transformers_own_is_taken(folder, value):
    change_config(folder, attn_implementation=value)
    assert Model.open(folder)


@pytest.mark.parametrize("opened", ["[", '{"a":'], ids=["lists", "objects"])
@pytest.mark.parametrize("depth", [65, 900, 100_000])
def test_a_config_nested_too_deep_is_one_sentence(folder, opened, depth):
    closed = "]" if opened == "[" else "}"
    inside = opened * depth + "1" + closed * depth
    text = (folder / CONFIG).read_text(encoding="utf-8").rstrip().removesuffix("}")
    (folder / CONFIG).write_text(f'{text}, "more": {inside}}}', encoding="utf-8")
    assert refused(folder) == f"{folder / CONFIG}: nested deeper than 64 levels."


def test_an_endless_config_is_not_read_to_its_end(folder):
    with (folder / CONFIG).open("r+b") as file:
        file.truncate(1 << 36)  # 64 GB of which the disk keeps nothing
    tracemalloc.start()
    assert refused(folder) == f"{folder / CONFIG}: larger than 4 MB."
    assert tracemalloc.get_traced_memory()[1] < 16 << 20
    tracemalloc.stop()


def test_a_number_too_long_to_read_is_one_sentence(folder):
    (folder / CONFIG).write_text('{"id2label": ' + "9" * 100_000 + "}", encoding="utf-8")
    assert f"{folder / CONFIG}: not JSON (" in refused(folder)
