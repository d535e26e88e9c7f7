import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import save, save_file

import claimx
from claimx.errors import ModelError
from claimx.model import CONFIG, ONNX_FP32, ONNX_INT8, TOKENIZER, WEIGHTS, Model
from claimx.types import Scores

LABEL_MAP = {"0": "finding", "1": "mechanism", "2": "attribution", "3": "caution"}


@pytest.fixture
def folder(tmp_path):
    """A model folder with the real config and tokenizer; opening it reads no weights."""
    for name in (CONFIG, TOKENIZER):
        shutil.copyfile(Path(claimx.model_path()) / name, tmp_path / name)
    return tmp_path


def change_config(folder, **changes):
    path = folder / CONFIG
    config = {**json.loads(path.read_text(encoding="utf-8")), **changes}
    path.write_text(json.dumps(config), encoding="utf-8")


def test_shipped_model_is_sound():
    model = Model.open(Path(claimx.model_path()))
    assert model.name == "claimx-base"
    assert model.onnx == model.folder / ONNX_INT8
    assert 0 < model.max_length <= 512
    assert all(0 < threshold < 1 for threshold in model.thresholds.values())


def test_folder_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(ModelError, match="nowhere: there is no such model folder"):
        Model.open(tmp_path / "nowhere")


def test_folder_without_config_is_refused(folder):
    (folder / CONFIG).unlink()
    with pytest.raises(ModelError, match=r"holds no config\.json"):
        Model.open(folder)


@pytest.mark.parametrize("text", ["", "{", "not json", "\x00"])
def test_config_that_is_no_json_is_named(folder, text):
    (folder / CONFIG).write_text(text, encoding="utf-8")
    with pytest.raises(ModelError, match=r"config\.json: not JSON"):
        Model.open(folder)


def test_config_that_is_no_utf8_is_named(folder):
    (folder / CONFIG).write_bytes(b'{"name": "caf\xe9"}')
    with pytest.raises(ModelError, match=r"config\.json: not JSON"):
        Model.open(folder)


@pytest.mark.parametrize("text", ["[]", "3", "null", '"config"'])
def test_config_that_is_no_object_is_refused(folder, text):
    (folder / CONFIG).write_text(text, encoding="utf-8")
    with pytest.raises(ModelError, match="must hold a JSON object"):
        Model.open(folder)


@pytest.mark.parametrize(
    "labels",
    [
        pytest.param({}, id="none"),
        pytest.param({"0": "NEGATIVE", "1": "POSITIVE"}, id="others"),
        pytest.param(dict(list(LABEL_MAP.items())[:3]), id="one missing"),
        pytest.param({**LABEL_MAP, "4": "background"}, id="one more"),
        pytest.param({**LABEL_MAP, "0": "mechanism", "1": "finding"}, id="order"),
        pytest.param({"a": "finding"}, id="keys that are no numbers"),
        pytest.param({"9" * 5000: "finding"}, id="a number that Python does not read"),
        pytest.param(["finding", "mechanism"], id="list"),
        pytest.param(None, id="null"),
    ],
)
def test_model_of_other_labels_is_refused(folder, labels):
    change_config(folder, id2label=labels)
    with pytest.raises(ModelError, match="id2label must be finding, mechanism, attribution, caut"):
        Model.open(folder)


def test_model_of_ten_labels_is_refused_in_the_order_of_their_numbers(folder):
    change_config(folder, id2label={str(number): f"label{number}" for number in range(11)})
    with pytest.raises(ModelError, match="label9, label10"):
        Model.open(folder)


def test_folder_without_tokenizer_is_refused(folder):
    (folder / TOKENIZER).unlink()
    with pytest.raises(ModelError, match=r"tokenizer\.json is missing"):
        Model.open(folder)


def test_model_without_weights_is_refused_when_it_shall_run(folder):
    extractor = claimx.load(folder, threads=1)
    with pytest.raises(ModelError, match=r"cannot load it .*model\.safetensors"):
        extractor.extract("Tea helps.")


def test_engine_that_the_folder_cannot_run_is_refused(folder):
    with pytest.raises(ModelError, match='use engine="torch"'):
        claimx.load(folder, engine="onnx").extract("Tea helps.")


def test_broken_graph_is_named(folder):
    (folder / "onnx").mkdir()
    (folder / ONNX_INT8).write_bytes(b"\x08\x0a")  # a version, and no graph of it
    with pytest.raises(ModelError, match=r"model_quantized\.onnx: onnxruntime cannot load it"):
        claimx.load(folder, threads=1).extract("Tea helps.")


def test_broken_weights_are_named(folder):
    save_file({"bert.nothing": np.zeros(3, dtype=np.float32)}, folder / WEIGHTS)
    whole = (folder / WEIGHTS).read_bytes()
    (folder / WEIGHTS).write_bytes(whole[:-4])
    with pytest.raises(ModelError, match=r"transformers cannot load it \([^\n]+\)\.$"):
        claimx.load(folder, engine="torch").extract("Tea helps.")


def test_weights_in_parts_that_may_lie_anywhere_are_not_looked_for(folder):
    transformers = pytest.importorskip("transformers")
    config = transformers.BertConfig(
        vocab_size=40, hidden_size=8, num_hidden_layers=1, num_attention_heads=1, num_labels=4
    )
    network = transformers.BertForSequenceClassification(config)
    network.save_pretrained(folder, max_shard_size="2KB")
    change_config(folder, id2label=LABEL_MAP)
    index = folder / f"{WEIGHTS}.index.json"
    parts = json.loads(index.read_text(encoding="utf-8"))
    elsewhere = folder.with_name(f"{folder.name}-elsewhere")
    elsewhere.mkdir()
    for part in set(parts["weight_map"].values()):
        (folder / part).rename(elsewhere / part)
    where = {name: f"../{elsewhere.name}/{part}" for name, part in parts["weight_map"].items()}
    index.write_text(json.dumps({**parts, "weight_map": where}), encoding="utf-8")
    with pytest.raises(ModelError, match=r"torch cannot load it \(model\.safetensors is missing\)"):
        claimx.load(folder, engine="torch").extract("Tea helps.")


def test_encoder_that_the_torch_engine_cannot_run_is_named(folder):
    transformers = pytest.importorskip("transformers")
    config = transformers.DistilBertConfig(
        vocab_size=40, dim=8, n_layers=1, n_heads=1, hidden_dim=8, num_labels=4
    )
    transformers.DistilBertForSequenceClassification(config).save_pretrained(folder)
    change_config(folder, id2label=LABEL_MAP)
    with pytest.raises(ModelError, match="torch runs BERT here, and this is 'distilbert'"):
        claimx.load(folder, engine="torch").extract("Tea helps.")


@pytest.mark.parametrize(
    "change",
    [
        {"normalizer": {"type": "Precompiled", "precompiled_charsmap": ""}},
        {"pre_tokenizer": {"type": "FixedLength", "length": 0}},
    ],
    ids=["as it opens", "as it runs"],
)
def test_tokenizer_that_panics_is_named(folder, change):
    shutil.copytree(Path(claimx.model_path()) / "onnx", folder / "onnx")
    tokenizer = json.loads((folder / TOKENIZER).read_text(encoding="utf-8"))
    (folder / TOKENIZER).write_text(json.dumps({**tokenizer, **change}), encoding="utf-8")
    with pytest.raises(
        ModelError, match=r"tokenizer\.json: tokenizers cannot load it \([^\n]+\)\.$"
    ):
        claimx.load(folder, threads=1).extract("Tea helps.")


def test_broken_tokenizer_is_named(folder):
    (folder / TOKENIZER).write_text('{"version": "1.0"}', encoding="utf-8")
    shutil.copytree(Path(claimx.model_path()) / "onnx", folder / "onnx")
    with pytest.raises(ModelError, match=r"tokenizer\.json"):
        claimx.load(folder, threads=1).extract("Tea helps.")


def test_unknown_engine_is_refused():
    with pytest.raises(ModelError, match='"auto", "onnx" or "torch"'):
        claimx.load("base", engine="jax").extract("Tea helps.")


def test_model_trained_elsewhere_has_defaults(folder):
    config = json.loads((folder / CONFIG).read_text(encoding="utf-8"))
    del config["claimx"]
    (folder / CONFIG).write_text(json.dumps(config), encoding="utf-8")
    model = Model.open(folder)
    assert model.name == folder.name
    assert model.thresholds == Scores(0.5, 0.5, 0.5, 0.5)
    assert model.max_length == config["max_position_embeddings"]
    assert model.stamp(model.thresholds).version == "unversioned"


@pytest.mark.parametrize(
    "own",
    [
        {"thresholds": {"finding": "high"}},
        {"thresholds": {"finding": 1.5}},
        {"thresholds": [0.5]},
        {"max_length": "long"},
        {"max_length": 0},
        {"max_length": 1e999},
    ],
    ids=repr,
)
def test_settings_that_make_no_sense_are_refused(folder, own):
    change_config(folder, claimx=own)
    with pytest.raises(ModelError, match="thresholds must be numbers from 0 to 1"):
        Model.open(folder)


@pytest.mark.parametrize("value", ["x", -1, [0], 1e999], ids=repr)
def test_padding_with_what_is_no_token_is_refused(folder, value):
    change_config(folder, pad_token_id=value)
    with pytest.raises(ModelError, match='"pad_token_id" one of them'):
        Model.open(folder)


def test_length_is_never_more_than_the_network_takes(folder):
    change_config(folder, claimx={"max_length": 100_000}, max_position_embeddings=512)
    assert Model.open(folder).max_length == 512


def test_fp32_graph_runs_where_no_int8_graph_lies(folder):
    (folder / "onnx").mkdir()
    (folder / ONNX_FP32).touch()
    assert Model.open(folder).onnx == folder / ONNX_FP32


def test_stamp_names_model_hash_and_the_thresholds_that_were_used(folder):
    change_config(folder, claimx={"name": "tea", "version": "2.1"})
    model = Model.open(folder)
    used = Scores(0.1, 0.2, 0.3, 0.4)
    assert model.stamp(used).to_dict() == {
        "name": "tea",
        "version": "2.1",
        "hash": model.hash,
        "thresholds": {"finding": 0.1, "mechanism": 0.2, "attribution": 0.3, "caution": 0.4},
    }


def test_hash_is_the_same_wherever_the_folder_lies(folder, tmp_path_factory):
    other = tmp_path_factory.mktemp("elsewhere") / "copy"
    shutil.copytree(folder, other)
    assert Model.open(other).hash == Model.open(folder).hash
    assert len(Model.open(folder).hash) == 16


@pytest.mark.parametrize(
    ("name", "more"),
    [
        (CONFIG, b" "),
        (TOKENIZER, b" "),
        (WEIGHTS, save({"a": np.zeros(1)})),
        (ONNX_INT8, b"\x08\x0a"),
        (ONNX_FP32, b"\x08\x0a"),
    ],
)
def test_hash_changes_with_every_file_that_decides(folder, name, more):
    before = Model.open(folder).hash
    (folder / name).parent.mkdir(exist_ok=True)
    with (folder / name).open("ab") as file:
        file.write(more)
    assert Model.open(folder).hash != before


def test_hash_leaves_out_the_graph_that_does_not_run(folder):
    (folder / "onnx").mkdir()
    (folder / ONNX_INT8).write_bytes(b"\x08\x0a")
    before = Model.open(folder).hash
    (folder / ONNX_FP32).write_bytes(b"\x08\x0a")
    assert Model.open(folder).hash == before


def test_hash_leaves_out_what_decides_nothing(folder):
    before = Model.open(folder).hash
    (folder / "README.md").write_text("# Tea", encoding="utf-8")
    assert Model.open(folder).hash == before


def test_operating_points_must_be_scores(folder):
    config = json.loads((folder / CONFIG).read_text(encoding="utf-8"))
    points = {"precision": {"finding": 1.5}}
    change_config(folder, claimx={**config["claimx"], "operating_points": points})
    with pytest.raises(ModelError, match="thresholds must be numbers from 0 to 1"):
        Model.open(folder)


def test_a_model_without_operating_points_has_its_own_thresholds_alone(folder):
    change_config(folder, claimx={"thresholds": {"finding": 0.3}})
    model = Model.open(folder)
    assert list(model.operating_points) == ["f1"]
    assert model.thresholds_at("f1").finding == 0.3
