"""What a training run shows: a bar on a terminal, lines in a log otherwise."""

from __future__ import annotations

import logging
import time
from typing import Any

from claimx.extras import require

log = logging.getLogger("claimx.train")


def line_callback(every: float = 30.0) -> Any:
    """A Trainer callback that logs step, loss, rate and time left, at most once in `every` seconds.

    The Trainer's own bar is left out: it redraws itself hundreds of times in a log file.
    """
    base: Any = require("transformers", extra="train").TrainerCallback

    class Lines(base):  # type: ignore[misc]
        """Counts from the step that this process began with, which a resumed run did not do."""

        def on_train_begin(self, args: Any, state: Any, control: Any, **_: Any) -> None:
            """Start the clock."""
            self._first, self._began, self._said, self._loss = (
                state.global_step,
                time.monotonic(),
                0.0,
                float("nan"),
            )

        def on_log(self, args: Any, state: Any, control: Any, logs: Any = None, **_: Any) -> None:
            """Keep the last loss."""
            self._loss = float((logs or {}).get("loss", self._loss))

        def on_step_end(self, args: Any, state: Any, control: Any, **_: Any) -> None:
            """Say how far the run is."""
            now = time.monotonic()
            if now - self._said < every and state.global_step < state.max_steps:
                return
            self._said = now
            rate = (state.global_step - self._first) / max(now - self._began, 1e-9)
            left = (state.max_steps - state.global_step) / max(rate, 1e-9)
            log.info(
                "step %d of %d, loss %.3f, %.1f steps/s, %.0f min left",
                state.global_step,
                state.max_steps,
                self._loss,
                rate,
                left / 60,
            )

    return Lines()
