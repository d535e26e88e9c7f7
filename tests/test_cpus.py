import math
import os
import subprocess
import sys
from pathlib import Path, PurePosixPath

import pytest

import claimx
from claimx.cpus import available_cpus, group_folders, quota

linux_only = pytest.mark.skipif(
    not hasattr(os, "sched_setaffinity"), reason="this system binds no process to processors"
)


def run(code):
    environment = {**os.environ, "PYTHONPATH": str(Path(claimx.__file__).parents[1])}
    done = subprocess.run(
        [sys.executable, "-c", f"import os\n{code}"],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.split()


@pytest.mark.parametrize(
    ("limit", "processors"),
    [
        pytest.param("200000 100000\n", 2, id="version 2"),
        pytest.param("150000 100000", 1.5, id="a part of one"),
        pytest.param("max 100000\n", math.inf, id="version 2 without a limit"),
        pytest.param("400000\n 50000\n", 8, id="version 1"),
        pytest.param("-1\n 100000\n", math.inf, id="version 1 without a limit"),
        pytest.param("", math.inf, id="no file"),
        pytest.param("100000", math.inf, id="one number"),
        pytest.param("100000 0", math.inf, id="no period"),
        pytest.param("ten hundred", math.inf, id="words"),
    ],
)
def test_quota_is_read(limit, processors):
    assert quota(limit) == processors


@pytest.mark.parametrize(
    ("membership", "folders"),
    [
        pytest.param("0::/\n", ["."], id="version 2 in a container"),
        pytest.param(
            "0::/system.slice/job_7\n", ["system.slice/job_7", "system.slice", "."], id="version 2"
        ),
        pytest.param(
            "5:memory:/docker/x\n4:cpu,cpuacct:/docker/x\n3:cpuset:/y\n",
            ["cpu/docker/x", "cpu/docker", "cpu"],
            id="version 1",
        ),
        pytest.param("1:cpu:/\n0::/a\n", ["cpu", "a", "."], id="both"),
        pytest.param("1:name=systemd:/a\n", [], id="no processors"),
        pytest.param("", [], id="no file"),
    ],
)
def test_groups_that_may_limit_a_process_are_found(membership, folders):
    assert list(group_folders(membership)) == [PurePosixPath(one) for one in folders]


def test_there_is_at_least_one_processor_and_no_more_than_the_machine_has():
    assert 1 <= available_cpus() <= os.cpu_count()


@linux_only
def test_affinity_is_respected():
    code = """
os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
from claimx.cpus import available_cpus
print(available_cpus())
"""
    assert run(code) == ["1"]


COUNT = """
import claimx
def threads():
    return len(os.listdir("/proc/self/task"))
def opened(**options):
    before = threads()
    claimx.load("base", **options).scorer
    return threads() - before
opened(threads=1)
"""


@linux_only
def test_onnxruntime_starts_as_many_threads_as_it_is_told():
    code = f"{COUNT}\nkept = [claimx.load('base', threads=n, spans=False) for n in (1, 4)]"
    code += "\nfor one in kept:\n    before = threads(); one.scorer; print(threads() - before)"
    assert run(code) == ["0", "3"]  # the calling thread is one of them


@linux_only
def test_onnxruntime_starts_no_more_threads_than_the_affinity_allows():
    code = f"os.sched_setaffinity(0, {{min(os.sched_getaffinity(0))}})\n{COUNT}\nprint(opened())"
    assert run(code) == ["0"]


@linux_only
def test_torch_takes_no_more_threads_than_the_affinity_allows():
    code = f"os.sched_setaffinity(0, {{min(os.sched_getaffinity(0))}})\n{COUNT}"
    code += "\nopened(engine='torch')\nimport torch\nprint(torch.get_num_threads())"
    assert run(code)[-1] == "1"


@linux_only
def test_torch_takes_as_many_threads_as_it_is_told():
    code = (
        f"{COUNT}\nopened(engine='torch', threads=3)\nimport torch\nprint(torch.get_num_threads())"
    )
    assert run(code)[-1] == "3"
