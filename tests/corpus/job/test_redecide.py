"""Other thresholds for a run and for the tasks of one: the bytes are those of a run with them."""

import json
import shutil
from dataclasses import replace
from types import SimpleNamespace

import pytest

import claimx
from claimx.corpus.inputs.sources import survey
from claimx.corpus.job.folder import RunFolder
from claimx.corpus.job.folders import task_folder, tasks_of, write_tasks
from claimx.corpus.job.plan import ModelChoice, Settings, Shape
from claimx.corpus.job.redecide import redecide_run
from claimx.corpus.job.run import Limits, Run
from claimx.corpus.job.status import status
from claimx.corpus.job.verify import verify
from claimx.corpus.outputs.rows import RowKind, Selection
from claimx.errors import InputError
from claimx.gold import load_gold

SENTENCES = [one.text for one in load_gold("article")]
POINT = "precision"
KINDS = [RowKind.CLAIM, RowKind.SENTENCE]


def settings(kind, point="f1"):
    shape = Shape(kind, selection=Selection(all=kind is RowKind.SENTENCE))
    return Settings(model=ModelChoice("fast", operating_point=point), shape=shape, shard=3000)


class Nobody:
    def advanced(self, sentences, size): ...
    def failed(self, problem): ...


def run_one(folder, given, how):
    Run(RunFolder(folder), how, survey([str(given)]), Limits(), Nobody()).go()


def run_tasks(folder, given, how, tasks=2):
    pytest.importorskip("datatrove")
    from claimx.corpus.job.tasks import ExtractTask, split

    inputs = survey([str(given)])
    write_tasks(folder, split(inputs, tasks))
    task = ExtractTask(how, inputs, folder)
    for rank in range(tasks):
        task.run(rank=rank, world_size=tasks)


WAYS = {"one run": run_one, "tasks": run_tasks}


@pytest.fixture(scope="module")
def given(tmp_path_factory):
    """Inputs: articles twice, a broken line, a text, and what is left out."""
    folder = tmp_path_factory.mktemp("given")
    for name in "abc":
        lines = [
            json.dumps({"id": f"{name}{n}", "text": " ".join(SENTENCES[n % 5 :])}) for n in range(4)
        ]
        (folder / f"{name}.jsonl").write_text("\n".join([*lines, *lines[:1]]), encoding="utf-8")
    with (folder / "b.jsonl").open("a", encoding="utf-8") as file:
        file.write('\n{"text": "cut\n')
    (folder / "d.txt").write_text(" ".join(SENTENCES), encoding="utf-8")
    (folder / "e.bin").write_bytes(b"\0")
    return folder


@pytest.fixture(scope="module")
def scored(given, tmp_path_factory):
    """Runs that hold all scores, by the way they were made; nobody writes to them."""
    folder = tmp_path_factory.mktemp("scored")
    for way, run in WAYS.items():
        run(folder / way, given, settings(RowKind.SENTENCE))
    return folder


@pytest.fixture
def tasks(scored, tmp_path):
    """A copy of the tasks, and a name for what is made of them."""
    shutil.copytree(scored / "tasks", tmp_path / "out")
    return SimpleNamespace(out=tmp_path / "out", new=tmp_path / "new")


def decide(out, new, kind=RowKind.CLAIM):
    thresholds = claimx.load("fast", threads=1, operating_point=POINT).thresholds
    return list(redecide_run(RunFolder(out), RunFolder(new), thresholds, POINT, kind))


def tree(out):
    """All files but the lock and what was noted of the time."""
    return {
        str(path.relative_to(out)): path.read_bytes()
        for path in sorted(out.rglob("*"))
        if path.is_file() and path.name not in {"lock", "progress.json"}
    }


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("kind", KINDS)
def test_all_files_are_those_of_a_run_with_these_thresholds(scored, given, tmp_path, way, kind):
    parts = decide(scored / way, tmp_path / "new", kind)
    WAYS[way](tmp_path / "wanted", given, settings(kind, POINT))
    found, wanted = tree(tmp_path / "new"), tree(tmp_path / "wanted")
    assert found == wanted
    assert len(parts) == sum("part-" in name for name in wanted) > 2
    assert [name for name in wanted if name.endswith("errors.jsonl") and wanted[name]]
    assert [name for name in wanted if name.endswith("skipped.jsonl") and wanted[name]]


def test_rows_do_not_depend_on_whether_there_were_tasks(scored, tmp_path):
    def rows(out):
        return sorted(line for path in out.rglob("part-*.jsonl") for line in path.open("rb"))

    for way in WAYS:
        decide(scored / way, tmp_path / way)
    assert rows(tmp_path / "tasks") == rows(tmp_path / "one run")
    assert rows(tmp_path / "tasks")


def test_decided_tasks_are_finished_whole_and_gone_on_with(tasks, given):
    decide(tasks.out, tasks.new)
    found = status(RunFolder(tasks.new))
    assert (found.state, found.tasks.finished) == ("finished", 2)
    assert tasks_of(tasks.new) == tasks_of(tasks.out)
    assert set(verify(RunFolder(tasks.new))) == {None}
    before = tree(tasks.new)
    run_tasks(tasks.new, given, settings(RowKind.CLAIM, POINT))
    assert tree(tasks.new) == before


def spoiled(tasks, what):
    """The name of the folder that a message must tell, after something was done to it."""
    second = task_folder(tasks.out, 1)
    if what == "not begun":
        shutil.rmtree(second.root)
    elif what == "stopped":
        second.forget([0])
    elif what == "unscored":
        shape = replace(second.plan().settings.shape, rows=RowKind.CLAIM)
        second.write_plan(
            replace(second.plan(), settings=replace(second.plan().settings, shape=shape))
        )
    elif what == "another model":
        stamp = replace(second.plan().model, hash="0" * 16)
        second.write_plan(replace(second.plan(), model=stamp))
    return second.root


@pytest.mark.parametrize(
    ("what", "said"),
    [
        ("not begun", " is not finished: the same claimx extract goes on with it."),
        ("stopped", " is not finished: the same claimx extract goes on with it."),
        ("unscored", " does not hold the scores of every sentence: it would take a run with"),
        ("another model", " was scored by another model than "),
    ],
)
def test_tasks_that_cannot_be_decided_are_named_and_nothing_is_made(tasks, what, said):
    name = spoiled(tasks, what)
    with pytest.raises(InputError) as refusal:
        decide(tasks.out, tasks.new)
    assert str(refusal.value).startswith(f"{name}{said}")
    assert not tasks.new.exists()


def test_a_run_that_was_stopped_is_not_taken_for_a_whole_one(scored, tmp_path):
    shutil.copytree(scored / "one run", tmp_path / "out")
    RunFolder(tmp_path / "out").forget([1])
    with pytest.raises(InputError, match="is not finished"):
        decide(tmp_path / "out", tmp_path / "new")
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("used", WAYS)
def test_no_run_and_no_tasks_are_written_over(scored, tmp_path, way, used):
    shutil.copytree(scored / used, tmp_path / "new")
    before = tree(tmp_path / "new")
    with pytest.raises(InputError, match="new holds a run already: name another folder"):
        decide(scored / way, tmp_path / "new")
    assert tree(tmp_path / "new") == before
