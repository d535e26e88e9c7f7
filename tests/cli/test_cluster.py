"""`claimx extract --executor`: tasks on this machine and through a stand-in for Slurm."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from claimx.corpus.job.folder import RunFolder
from claimx.corpus.job.folders import marked, run_folders, task_folder
from claimx.corpus.job.status import status
from claimx.gold import load_gold

pytest.importorskip("datatrove")

posix = pytest.mark.skipif(sys.platform == "win32", reason="shell scripts and signals")
SENTENCES = [one.text for one in load_gold("article")]
LOCAL = ("--model", "fast", "--executor", "local", "--workers", "1", "--shard-size", "4k")


def write_input(path, numbers):
    path.parent.mkdir(exist_ok=True)
    every = len(SENTENCES)
    texts = ((n, " ".join(SENTENCES[(n * 3 + k) % every] for k in range(10))) for n in numbers)
    rows = (
        json.dumps({"id": f"{path.stem}{n}", "text": f"{n}. {text}"}) + "\n" for n, text in texts
    )
    path.write_text("".join(rows), encoding="utf-8")


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """The folder that a test works in, with three inputs."""
    monkeypatch.chdir(tmp_path)
    for number, name in enumerate("abc"):
        write_input(tmp_path / "in" / f"{name}.jsonl", range(number, number + 3))
    return tmp_path


@pytest.fixture
def extract(claimx_command, folder):
    def command(*arguments):
        return claimx_command("extract", "in", *LOCAL, *arguments)

    return command


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Two tasks of three inputs, one with a broken line, as the command leaves them."""
    folder = tmp_path_factory.mktemp("made")
    for number, name in enumerate("abc"):
        write_input(folder / "in" / f"{name}.jsonl", range(number, number + 3))
    with (folder / "in" / "b.jsonl").open("a") as file:
        file.write('{"text": "cut\n')
    command = [sys.executable, "-m", "claimx", "extract", "in", *LOCAL, "--tasks", "2", "-o", "out"]
    home = str(Path(__file__).parents[2])
    how = {"cwd": folder, "env": {**os.environ, "PYTHONPATH": home}}
    done = subprocess.run(command, **how, capture_output=True, text=True, check=False)
    return SimpleNamespace(folder=folder, done=done)


@pytest.fixture
def tasks(made, tmp_path, monkeypatch):
    """A copy of them to work in; modification times are those of the inputs that were read."""
    shutil.copytree(made.folder, tmp_path / "made")
    monkeypatch.chdir(tmp_path / "made")
    return tmp_path / "made"


def last(err):
    """The last line that is ours, not datatrove's."""
    return [line for line in err.splitlines() if line.startswith("claimx: ")][-1]


# ---- tasks on this machine


def test_failed_records_make_exit_code_1_and_are_told(made):
    assert made.done.returncode == 1
    said = last(made.done.stderr)
    assert "9 documents" in said
    assert "in 2 tasks below out; 1 record failed (claimx errors out)." in said
    assert made.done.stdout == ""


def test_status_errors_and_verify_read_all_tasks(claimx_command, tasks):
    code, out, _ = claimx_command("status", "out")
    assert code == 0
    assert "2: 2 finished" in out
    code, out, _ = claimx_command("status", "out", "--json")
    assert json.loads(out)["tasks"]["finished"] == 2
    code, out, err = claimx_command("errors", "out")
    assert code == 1
    assert out.startswith("in/b.jsonl, line 4: not JSON")
    assert last(err) == "claimx: 1 record failed."
    code, _, err = claimx_command("verify", "out")
    assert code == 0
    parts = sum(len(one.parts()) for one in run_folders(Path("out")))
    assert last(err) == f"claimx: {parts} parts checked, 0 wrong."


def test_a_record_that_was_mended_is_done_in_its_task(claimx_command, tasks):
    write_input(tasks / "in" / "b.jsonl", range(1, 5))
    parts = task_folder(Path("out"), 0).parts()
    before = task_folder(Path("out"), 0).file(parts[0]).stat().st_mtime_ns
    code, out, err = claimx_command("errors", "out", "--retry", "--workers", "1")
    assert (code, out) == (0, ""), err
    assert status(RunFolder(Path("out"))).counts.documents == 10
    assert task_folder(Path("out"), 0).file(parts[0]).stat().st_mtime_ns == before


def test_tasks_are_decided_again_to_the_bytes_of_tasks_with_these_thresholds(
    claimx_command, extract, folder
):
    def rows(out):
        found = sorted((folder / out / "tasks").glob("*/claims/part-*.jsonl"))
        return {path.relative_to(folder / out): path.read_bytes() for path in found}

    point = ("--operating-point", "precision")
    for options in (("--all", "-o", "all"), (*point, "-o", "wanted"), ("-o", "others")):
        assert extract("--tasks", "2", "--quiet", *options)[0] == 0
    code, out, err = claimx_command("decide", "all", "-o", "new", *point, "--claims")
    assert (code, out) == (0, "")
    count = sum(len(one.parts()) for one in run_folders(Path("new")))
    assert last(err).endswith(f" claims in {count} parts in new.")
    assert rows("new") == rows("wanted") != rows("others")
    code, _, err = claimx_command("decide", "others", "-o", "newer", *point)
    assert code == 2
    assert "others/tasks/00000 does not hold the scores of every sentence" in last(err)


def test_the_same_command_again_does_nothing_again(claimx_command, tasks):
    def written():
        paths = [*Path("out/tasks").rglob("*"), *Path("out/.datatrove/logs").iterdir()]
        return {path: path.stat().st_mtime_ns for path in paths if path.is_file()}

    before = written()
    code, _, err = claimx_command("extract", "in", *LOCAL, "--tasks", "2", "-o", "out")
    assert code == 1
    assert "9 documents" in last(err)
    assert written() == before


def test_a_task_whose_folder_is_gone_is_done_again(claimx_command, tasks):
    rows = sorted(path.read_bytes() for path in Path("out/tasks/00001").rglob("part-*.jsonl"))
    shutil.rmtree("out/tasks/00001")
    assert marked(Path("out"), 1)
    assert claimx_command("extract", "in", *LOCAL, "--tasks", "2", "-o", "out")[0] == 1
    again = sorted(path.read_bytes() for path in Path("out/tasks/00001").rglob("part-*.jsonl"))
    assert again == rows
    assert rows


@pytest.mark.parametrize(
    ("change", "options", "said"),
    [
        (None, ("--tasks", "3"), "holds 2 tasks and this makes 3"),
        (None, ("--tasks", "2", "--rows", "sentence"), "shape rows is sentence and was claim"),
        ("c.jsonl", ("--tasks", "2"), "input in/c.jsonl has changed"),
        ("d.jsonl", ("--tasks", "2"), "there are 2 inputs and there were 1"),
    ],
)
def test_what_has_changed_is_refused(claimx_command, tasks, change, options, said):
    if change:
        write_input(tasks / "in" / change, range(50, 52))
    before = sorted(Path("out").rglob("*"))
    code, out, err = claimx_command("extract", "in", *LOCAL, *options, "-o", "out")
    assert (code, out) == (2, "")
    assert said in last(err)
    assert "--fresh" in last(err)
    assert sorted(Path("out").rglob("*")) == before


def test_fresh_begins_anew(claimx_command, tasks):
    write_input(tasks / "in" / "b.jsonl", range(3))
    options = ("--tasks", "3", "--fresh", "-o", "out")
    code, _, err = claimx_command("extract", "in", *LOCAL, *options)
    assert code == 0
    assert "in 3 tasks below out." in last(err)
    assert status(RunFolder(Path("out"))).counts.documents == 9


def test_a_task_that_is_being_done_is_left_alone(claimx_command, tasks):
    before = sorted(Path("out").rglob("*"))
    with task_folder(Path("out"), 1).locked():
        options = ("--tasks", "2", "--fresh", "-o", "out")
        code, _, err = claimx_command("extract", "in", *LOCAL, *options)
    assert code == 2
    assert "out/tasks/00001 is being written (process" in last(err)
    assert sorted(Path("out").rglob("*")) == before


def test_tasks_and_one_run_are_never_mixed(claimx_command, tasks):
    code, _, err = claimx_command("extract", "in", "--model", "fast", "-o", "out", "--fresh")
    assert code == 2
    assert "holds the tasks of many machines" in last(err)
    Path("one/.claimx").mkdir(parents=True)
    shutil.copy("out/tasks/00000/.claimx/plan.json", "one/.claimx")
    code, _, err = claimx_command("extract", "in", *LOCAL, "--tasks", "2", "-o", "one")
    assert code == 2
    assert "one holds a run of one machine" in last(err)


def test_no_more_tasks_are_made_than_there_are_inputs(extract, folder):
    code, _, err = extract("--tasks", "50", "-o", "out")
    assert code == 0
    assert "claimx: 3 inputs make 3 tasks: an input is never split." in err
    assert len(run_folders(Path("out"))) == 3
    # its own output lies among the inputs now, and is none
    code, _, err = extract(".", "--tasks", "3", "-o", "out", "--quiet")
    assert (code, [line for line in err.splitlines() if line.startswith("claimx")]) == (0, [])


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--executor", "local", "--tasks", "2"), "name one with --output"),
        (("--executor", "local", "--tasks", "2", "-o", "a.jsonl"), "name one with --output"),
        (("--executor", "local", "-o", "out"), "say into how many --tasks"),
        (("--executor", "local", "--tasks", "2", "-o", "out", "--dedup"), "see claimx dedup"),
        (("--executor", "local", "--tasks", "2", "-o", "out", "--strict"), "--max-errors stop one"),
        (("--executor", "local", "--tasks", "2", "-o", "out", "-"), "standard input cannot"),
        (("--tasks", "2", "-o", "out"), "are for --executor"),
        (("--cpus-per-task", "2", "-o", "out"), "are for --executor"),
        (("--executor", "local", "--tasks", "2", "--time", "1:0"), "are for --executor slurm"),
        (("--partition", "cpu", "-o", "out"), "are for --executor slurm"),
        (("--executor", "slurm", "--tasks", "2", "-o", "out"), "name a --partition"),
        (("--executor", "slurm", "--tasks", "2", "--memory", "4G", "-o", "out"), "mem=SIZE"),
        (("--executor", "slurm", "--tasks", "2", "--sbatch-arg", "x", "-o", "out"), "KEY=VALUE"),
        (
            ("--executor", "slurm", "--tasks", "2", "--partition", "cpu", "-o", "out"),
            "there is no sbatch here",
        ),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_made(claimx_command, folder, options, said):
    code, out, err = claimx_command("extract", "in", "--model", "fast", *options)
    assert (code, out) == (2, "")
    assert said in last(err)
    assert sorted(path.name for path in folder.iterdir()) == ["in"]


# ---- Slurm

SBATCH = """#!/bin/bash
# Stands in for Slurm: keeps what it is given, and runs the tasks of an array one after another.
script="${@: -1}"
cp "$script" "$STAND_IN/$(ls "$STAND_IN" | grep -c script).script"
echo "$@" >> "$STAND_IN/arguments"
last=$(sed -n 's/^#SBATCH --array=0-\\([0-9]*\\).*/\\1/p' "$script")
for task in $(seq 0 "$last"); do
  SLURM_ARRAY_TASK_ID=$task SLURM_NODELIST=localhost RUN_OFFSET=0 bash "$script" >&2
done
echo "Submitted batch job 1234"
"""
SRUN = '#!/bin/bash\n[ "$1 $2 $3" = "-l -n 1" ] || exit 9\nshift 3\nexec "$@"\n'
SCONTROL = "#!/bin/bash\necho localhost\n"


@pytest.fixture
def slurm(folder, monkeypatch):
    """A folder in the PATH with stand-ins for Slurm's commands; gives where they keep things."""
    kept, commands = folder / "kept", folder / "commands"
    kept.mkdir()
    commands.mkdir()
    for name, content in (("sbatch", SBATCH), ("srun", SRUN), ("scontrol", SCONTROL)):
        (commands / name).write_text(content)
        (commands / name).chmod(0o755)
    monkeypatch.setenv("STAND_IN", str(kept))
    monkeypatch.setenv("PATH", f"{commands}:/usr/bin:/bin")
    return kept


@posix
def test_slurm_gets_a_script_that_does_the_tasks(claimx_command, folder, slurm):
    options = ("--executor", "slurm", "--tasks", "2", "--partition", "cpu", "--time", "02:00:00")
    options += ("--cpus-per-task", "3", "--threads", "1", "--workers", "7")
    options += ("--sbatch-arg", "account=lab", "--sbatch-arg", "mem-per-cpu=4G")
    code, out, err = claimx_command("extract", "in", "--model", "fast", *options, "-o", "out")
    assert (code, out) == (0, ""), err
    assert last(err) == "claimx: 2 tasks, job 1234; claimx status out tells how far it is."
    script = (slurm / "0.script").read_text()
    assert script == (folder / "out/.datatrove/launch_script.slurm").read_text()
    asked = dict(
        line.removeprefix("#SBATCH --").partition("=")[::2]
        for line in script.splitlines()
        if line.startswith("#SBATCH")
    )
    assert (
        asked.items()
        >= {
            "partition": "cpu",
            "time": "02:00:00",
            "cpus-per-task": "3",
            "mem-per-cpu": "4G",
            "account": "lab",
            "array": "0-1%7",
            "job-name": "claimx",
            "requeue": "",
        }.items()
    )
    assert "qos" not in asked
    assert f"export PATH={Path(sys.executable).parent}:$PATH" in script
    assert subprocess.run(["bash", "-n", slurm / "0.script"], check=False).returncode == 0
    found = status(RunFolder(Path("out")))
    assert (found.state, found.tasks.finished, found.counts.documents) == ("finished", 2, 9)
    # all is done: nothing is submitted again
    code, _, err = claimx_command("extract", "in", "--model", "fast", *options, "-o", "out")
    assert code == 0
    assert "9 documents" in last(err)
    assert len(list(slurm.glob("*.script"))) == 2  # the tasks, and the sum of their figures


@posix
def test_a_job_that_slurm_refuses_is_told(claimx_command, folder, slurm):
    (folder / "commands" / "sbatch").write_text("#!/bin/bash\nexit 3\n")
    options = ("--executor", "slurm", "--tasks", "2", "--partition", "cpu", "-o", "out")
    code, _, err = claimx_command("extract", "in", "--model", "fast", *options)
    assert code == 2
    assert last(err) == "claimx: sbatch refused the tasks (exit code 3)."
