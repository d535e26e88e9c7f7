"""What can be judged: one file a task."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from benchmarks.tasks.abstracts import AbstractsTask
from benchmarks.tasks.article import ArticleTask
from benchmarks.tasks.base import Data, MissingDataError, Task, named
from benchmarks.tasks.extraction import ExtractionTask
from benchmarks.tasks.news import NewsTask
from benchmarks.tasks.news_twice import NewsTwiceTask
from benchmarks.tasks.varied import VariedTask
from benchmarks.tasks.zero_shot import ZERO_SHOT

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

task_named: Callable[[str], Task] = partial(named, "task", TASKS)
"""A task by its name; see `named`."""

__all__ = ["TASKS", "Data", "MissingDataError", "Task", "task_named"]
