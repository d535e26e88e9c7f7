"""What can be judged: one file a task."""

from __future__ import annotations

from benchmarks.tasks.abstracts import AbstractsTask
from benchmarks.tasks.article import ArticleTask
from benchmarks.tasks.base import Data, MissingDataError, Task
from benchmarks.tasks.extraction import ExtractionTask
from benchmarks.tasks.news import NewsTask
from benchmarks.tasks.news_twice import NewsTwiceTask
from benchmarks.tasks.varied import VariedTask
from benchmarks.tasks.zero_shot import ZERO_SHOT
from claimx.errors import ClaimxError

TASKS: dict[str, type[Task]] = {
    task.name: task
    for task in (
        ArticleTask,
        NewsTask,
        NewsTwiceTask,
        AbstractsTask,
        VariedTask,
        ExtractionTask,
        *ZERO_SHOT,
    )
}
"""Tasks on sentences, by name, in the order of tables."""


def task_named(name: str) -> Task:
    """A task by its name.

    Raises:
        ClaimxError: If there is none.
    """
    if name not in TASKS:
        raise ClaimxError(f"there is no task {name!r}: use one of {', '.join(TASKS)}.")
    return TASKS[name]()


__all__ = ["TASKS", "Data", "MissingDataError", "Task", "task_named"]
