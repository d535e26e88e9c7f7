"""Graphs made with the `onnx` package: which of them have onnxruntime open another file."""

import shutil
from pathlib import Path

import numpy as np
import pytest

import claimx
from claimx.errors import ModelError
from claimx.model import CONFIG, ONNX_INT8, TOKENIZER, Model
from claimx.onnx_external import MODEL, MOST_FIELDS, refuse_external_data
from claimx.scorers.runtime import onnxruntime

onnx = pytest.importorskip("onnx")
helper, numpy_helper = onnx.helper, onnx.numpy_helper

FLOAT = onnx.TensorProto.FLOAT
ELSEWHERE = "weights lie in another file"


def tensor(name="w"):
    return numpy_helper.from_array(np.arange(4, dtype=np.float32), name)


def outside(name="w", location="weights.data"):
    """A tensor whose values lie in another file, as `onnx` itself marks it."""
    found = tensor(name)
    onnx.external_data_helper.set_external_data(found, location, offset=0, length=16)
    found.ClearField("raw_data")
    found.data_location = onnx.TensorProto.EXTERNAL
    return found


def graph(nodes=(), name="g", **fields):
    ins = [helper.make_tensor_value_info("x", FLOAT, [4])]
    outs = [helper.make_tensor_value_info("y", FLOAT, [4])]
    nodes = nodes or [helper.make_node("Add", ["x", "w"], ["y"])]
    return helper.make_graph(nodes, name, ins, outs, **fields)


def model(inner):
    return helper.make_model(inner, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)


def constant(value, field="value"):
    """A node whose attribute holds a tensor."""
    node = helper.make_node("Constant", [], ["w"])
    attribute = node.attribute.add()
    attribute.name, attribute.type = field, onnx.AttributeProto.TENSOR
    attribute.t.CopyFrom(value)
    return node


def in_initializer():
    return model(graph(initializer=[outside()]))


def in_initializer_among_many():
    many = [tensor(f"w{number}") for number in range(200)]
    return model(graph(initializer=[*many, outside(), *many]))


def in_constant():
    return model(graph([constant(outside()), helper.make_node("Add", ["x", "w"], ["y"])]))


def in_branch():
    branch = helper.make_graph([constant(outside())], "then", [], [])
    condition = helper.make_node("If", ["x"], ["y"], then_branch=branch, else_branch=branch)
    return model(graph([condition]))


def deep_in_branches():
    inner = helper.make_graph([constant(outside())], "last", [], [])
    for depth in range(24):
        node = helper.make_node("If", ["x"], ["y"], then_branch=inner, else_branch=inner)
        del node.attribute[1]
        inner = helper.make_graph([node], f"level{depth}", [], [])
    return model(inner)


def in_list_of_tensors():
    node = helper.make_node("Thing", ["x"], ["y"])
    attribute = node.attribute.add()
    attribute.name, attribute.type = "many", onnx.AttributeProto.TENSORS
    attribute.tensors.extend([tensor(), outside()])
    return model(graph([node]))


def in_sparse_initializer(part="values"):
    sparse = onnx.SparseTensorProto(dims=[4])
    sparse.values.CopyFrom(outside() if part == "values" else tensor())
    sparse.indices.CopyFrom(outside() if part == "indices" else tensor())
    return model(graph(sparse_initializer=[sparse]))


def in_sparse_indices():
    return in_sparse_initializer("indices")


def in_function():
    found = model(graph(initializer=[tensor()]))
    function = found.functions.add()
    function.name, function.domain = "f", "own"
    function.node.append(constant(outside()))
    return found


def in_default_of_a_function():
    found = model(graph(initializer=[tensor()]))
    function = found.functions.add()
    function.name, function.domain = "f", "own"
    function.attribute_proto.add().t.CopyFrom(outside())
    return found


def in_training():
    found = model(graph(initializer=[tensor()]))
    found.training_info.add().algorithm.CopyFrom(graph(initializer=[outside()]))
    return found


def by_location_alone():
    found = tensor()
    found.data_location = onnx.TensorProto.EXTERNAL
    return model(graph(initializer=[found]))


def by_entry_alone():
    found = outside()
    found.ClearField("data_location")
    return model(graph(initializer=[found]))


def to_an_absolute_path():
    return model(graph(initializer=[outside(location="/etc/passwd")]))


def to_memory():
    return model(graph(initializer=[outside(location="*/_ORT_MEM_ADDR_/*")]))


HOSTILE = [
    in_initializer,
    in_initializer_among_many,
    in_constant,
    in_branch,
    deep_in_branches,
    in_list_of_tensors,
    in_sparse_initializer,
    in_sparse_indices,
    in_function,
    in_default_of_a_function,
    in_training,
    by_location_alone,
    by_entry_alone,
    to_an_absolute_path,
    to_memory,
]


@pytest.fixture
def path(tmp_path):
    return tmp_path / "model.onnx"


@pytest.mark.parametrize("make", HOSTILE)
def test_a_graph_with_weights_elsewhere_is_refused(path, make):
    path.write_bytes(make().SerializeToString())
    with pytest.raises(ModelError, match=ELSEWHERE) as refusal:
        refuse_external_data(path)
    assert str(refusal.value).startswith(f"{path}: ")


def test_a_graph_that_onnx_saved_with_its_weights_apart_is_refused(path):
    apart = {"save_as_external_data": True, "location": "w.data", "size_threshold": 0}
    onnx.save(model(graph(initializer=[tensor()])), path, **apart)
    assert path.with_name("w.data").exists()
    onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    with pytest.raises(ModelError, match=ELSEWHERE):
        refuse_external_data(path)


def test_graphs_with_all_their_weights_inside_are_taken(path):
    sparse = onnx.SparseTensorProto(dims=[4], values=tensor(), indices=tensor())
    own = tensor()
    own.data_location = onnx.TensorProto.DEFAULT
    branch = helper.make_graph([constant(tensor())], "then", [], [])
    nodes = [
        constant(tensor()),
        helper.make_node("If", ["x"], ["y"], then_branch=branch, else_branch=branch),
    ]
    whole = model(graph(nodes, initializer=[own], sparse_initializer=[sparse], doc_string="é" * 99))
    whole.training_info.add().initialization.CopyFrom(graph(initializer=[tensor()]))
    whole.metadata_props.add(key="external_data", value="data_location")
    path.write_bytes(whole.SerializeToString())
    refuse_external_data(path)


def test_values_that_look_like_a_graph_with_weights_elsewhere_are_values(path):
    raw = np.frombuffer(in_initializer().SerializeToString().ljust(400), dtype=np.uint8)
    path.write_bytes(
        model(graph(initializer=[numpy_helper.from_array(raw, "w")])).SerializeToString()
    )
    refuse_external_data(path)


def test_the_shipped_graph_is_taken():
    refuse_external_data(Path(claimx.model_path()) / ONNX_INT8)


def reaches_tensor(descriptor):
    seen, left = set(), [descriptor]
    while left:
        one = left.pop()
        if one.name == "TensorProto":
            return True
        if one.full_name not in seen:
            seen.add(one.full_name)
            left += [field.message_type for field in one.fields if field.message_type is not None]
    return False


def test_the_walk_knows_every_place_of_a_tensor_that_onnx_knows():
    left = [(MODEL, onnx.ModelProto.DESCRIPTOR)]
    seen = set()
    while left:
        known, descriptor = left.pop()
        if descriptor.full_name in seen:
            continue
        seen.add(descriptor.full_name)
        messages = {
            field.number: field.message_type
            for field in descriptor.fields
            if field.message_type is not None
        }
        tensors = {number for number, one in messages.items() if reaches_tensor(one)}
        assert set(known) == tensors, descriptor.full_name
        left += [(known[number], messages[number]) for number in tensors]
    assert {name.removeprefix("onnx.") for name in seen} >= {"GraphProto", "TensorProto"}


def test_the_fields_that_mark_a_tensor_are_those_of_onnx():
    fields = onnx.TensorProto.DESCRIPTOR.fields_by_name
    from claimx.onnx_external import DATA_LOCATION, EXTERNAL_DATA

    assert fields["external_data"].number == EXTERNAL_DATA
    assert fields["data_location"].number == DATA_LOCATION


# ---- bytes that no library writes


def varint(value, width=0):
    """A number as protobuf has it, in more bytes than it needs where a width is given."""
    found = bytearray()
    while value >= 0x80 or len(found) + 1 < width:
        found.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*found, value])


def field(number, content, tag=varint):
    return tag(number << 3 | 2) + varint(len(content)) + content


TAGS = {
    "plain": varint,
    "longer than it needs": lambda tag: varint(tag, 5),
    "with bits that overflow": lambda tag: varint(tag | 1 << 32),
}


def marked(tag, number):
    """A graph whose tensor is marked by hand, behind all that onnx wrote."""
    weights = tensor()
    weights.ClearField("raw_data")
    entry = onnx.StringStringEntryProto(key="location", value="weights.data").SerializeToString()
    mark = field(13, entry, tag) + tag(14 << 3) + number
    return model(graph()).SerializeToString() + field(
        7, field(5, weights.SerializeToString() + mark)
    )


@pytest.mark.parametrize("tag", TAGS.values(), ids=TAGS)
@pytest.mark.parametrize(
    "number",
    [
        pytest.param(varint(1), id="one"),
        pytest.param(varint(1, 10), id="a long one"),
        pytest.param(varint(1 | 1 << 32), id="one that overflows"),
        pytest.param(b"\x00\x70\x01", id="zero, then one"),
    ],
)
def test_marks_in_odd_bytes_are_refused_where_onnxruntime_reads_them(path, tag, number):
    path.write_bytes(marked(tag, number))
    with pytest.raises(Exception, match=r"weights\.data"):
        onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    with pytest.raises(ModelError):
        refuse_external_data(path)


@pytest.mark.parametrize("number", [1, 2, 1 << 32, (1 << 64) - 1])
def test_a_location_other_than_the_file_is_refused_whatever_it_is(path, number):
    mark = varint(14 << 3) + varint(number)
    path.write_bytes(model(graph()).SerializeToString() + field(7, field(5, mark)))
    with pytest.raises(ModelError, match=ELSEWHERE):
        refuse_external_data(path)


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"\xff", id="half a tag"),
        pytest.param(b"\xff" * 40, id="an endless number"),
        pytest.param(b"\x3a\x05ab", id="longer than the file"),
        pytest.param(b"\x3a\x03\x2a\x7fa", id="longer than its message"),
        pytest.param(b"\x39abc", id="half a fixed number"),
        pytest.param(b"\x3b\x3c", id="a group"),
        pytest.param(b"\x3f", id="a type that there is not"),
        pytest.param(b"PK\x03\x04" + bytes(60), id="a zip archive"),
        pytest.param(b"{}" * 20, id="JSON"),
    ],
)
def test_what_is_no_graph_is_refused(path, content):
    path.write_bytes(content)
    with pytest.raises(ModelError, match=r"not an ONNX graph\.$"):
        refuse_external_data(path)


def test_an_empty_file_is_left_to_onnxruntime(path):
    path.touch()
    refuse_external_data(path)


def test_a_graph_of_endless_parts_is_given_up(path):
    path.write_bytes(b"\x08\x01" * (MOST_FIELDS + 1))
    with pytest.raises(ModelError, match="not an ONNX graph"):
        refuse_external_data(path)


def test_a_graph_cut_at_any_place_is_refused_or_has_no_weights_elsewhere(path):
    whole = in_branch().SerializeToString()
    outcomes = set()
    for end in range(1, len(whole) + 1):
        path.write_bytes(whole[:end])
        try:
            refuse_external_data(path)
            outcomes.add("taken")
        except ModelError as refusal:
            outcomes.add(str(refusal).partition(": ")[2][:9])
    assert "its weigh" in outcomes
    assert "not an ON" in outcomes


def test_a_model_folder_with_such_a_graph_is_refused(tmp_path):
    for name in (CONFIG, TOKENIZER):
        shutil.copyfile(Path(claimx.model_path()) / name, tmp_path / name)
    (tmp_path / "onnx").mkdir()
    (tmp_path / ONNX_INT8).write_bytes(in_initializer().SerializeToString())
    with pytest.raises(ModelError, match=f"model_quantized.onnx: its {ELSEWHERE}"):
        Model.open(tmp_path)
