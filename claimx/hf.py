"""The "claim-extraction" pipeline of transformers, registered when this module is imported.

After `import claimx.hf`, `pipeline("claim-extraction", model=claimx.model_path())(article)` gives
the claims of an article.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Sized
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from claimx.api import override
from claimx.batches import readable
from claimx.decide import decide, rounded_scores
from claimx.errors import InputError, ModelError
from claimx.extras import require
from claimx.labels import LABELS
from claimx.model import Model, label_order
from claimx.segment import segment
from claimx.types import Scores, Sentence

_data = require("torch.utils.data", extra="hf")
_transformers = require("transformers", extra="hf")
_pipelines = require("transformers.pipelines", extra="hf")
_Base: Any = _pipelines.base.ChunkPipeline

TASK = "claim-extraction"


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a sentence stands in its text."""

    start: int
    end: int
    text: str
    truncated: bool


@dataclass(frozen=True, slots=True)
class _Options:
    """What a caller may choose, checked.

    Raises:
        InputError: If a threshold or top_k makes no sense.
    """

    thresholds: Mapping[str, float] | float = field(default_factory=dict)
    top_k: int | None = None
    all_sentences: bool = False

    def __post_init__(self) -> None:
        if self.top_k is not None and (not isinstance(self.top_k, int) or self.top_k < 1):
            raise InputError(
                f"top_k={self.top_k!r}: give the number of scores to keep, or None for all of them."
            )
        self.apply(Scores(0.5, 0.5, 0.5, 0.5))

    def apply(self, stated: Scores) -> Scores:
        """Thresholds to use with a model that states these."""
        if isinstance(self.thresholds, int | float):
            return override(stated, dict.fromkeys(LABELS, float(self.thresholds)))
        return override(stated, self.thresholds or {})


class ClaimExtractionPipeline(_Base):  # type: ignore[misc]
    """Texts in, the records of their claims out: `claimx.Sentence.to_dict`, its labels and scores.

    Takes what other pipelines take: a string gives a list of records; a list of strings gives a
    list of such lists; a generator or `KeyDataset(dataset, "text")`, an iterator over them.
    `batch_size` counts sentences. These may be given to `pipeline` or to a single call:

    * thresholds: score from which a label holds, one for all or a mapping for some of the labels;
      the model's own otherwise.
    * top_k: how many scores to keep, best first; None keeps all four. As in "text-classification"
      it is about what is shown: it does not change which labels hold.
    * all_sentences: give the sentences without any label as well.
    """

    _load_tokenizer = True
    _load_feature_extractor = False
    _load_image_processor = False
    _load_processor = False
    _load_video_processor = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        config = self.model.config
        names = label_order(config.to_dict())
        if names != LABELS:
            raise ModelError(
                f'{config.name_or_path or "this model"}: "{TASK}" needs a model whose labels are '
                f"{', '.join(LABELS)}; it has {', '.join(names)}."
            )
        stated = Model(Path(config.name_or_path), config.to_dict())
        self._max_length = stated.max_length
        self._thresholds = stated.thresholds

    def __call__(self, inputs: Any, **options: Any) -> Any:
        """Extract the claims of one text or many; see the class.

        Raises:
            InputError: If something else than texts is given, or an option makes no sense.
        """
        if isinstance(inputs, Sized) and not isinstance(inputs, str) and len(inputs) == 0:
            return []  # transformers 5 would look at the first one
        return super().__call__(_as_known(inputs), **options)

    def _sanitize_parameters(self, **given: Any) -> tuple[dict[str, Any], ...]:
        unknown = sorted(given.keys() - _Options.__dataclass_fields__.keys())
        if unknown:
            raise InputError(
                f'"{TASK}" has no option {", ".join(unknown)}: '
                "use thresholds, top_k, all_sentences or batch_size."
            )
        _Options(**given)
        return {}, {}, given

    def preprocess(self, input_: Any, **_: Any) -> Iterator[dict[str, Any]]:
        """One model input a sentence; one without a place for a text without sentences."""
        if not isinstance(input_, str):
            raise InputError(
                f"a text must be a str, this is {type(input_).__name__}; for a column of a data "
                'set use KeyDataset(dataset, "text").'
            )
        spans = segment(input_)
        if not spans:
            yield {**self._encode(""), "place": None, "is_last": True}
        for start, end in spans:
            sentence = input_[start:end]
            encoded = self._encode(sentence)
            place = _Place(start, end, sentence, bool(encoded.encodings[0].overflowing))
            yield {**encoded, "place": place, "is_last": end == spans[-1][1]}

    def _encode(self, sentence: str) -> Any:
        return self.tokenizer(
            readable(sentence), truncation=True, max_length=self._max_length, return_tensors="pt"
        )

    def _forward(self, input_tensors: dict[str, Any], **_: Any) -> Any:
        kept = {key: input_tensors.pop(key) for key in ("place", "is_last")}
        return {"logits": self.model(**input_tensors).logits, **kept}

    def postprocess(self, model_outputs: Any, **given: Any) -> list[dict[str, Any]]:
        """Records of one text, from what the model made of each of its sentences."""
        found = [output for output in model_outputs if output["place"] is not None]
        if not found:
            return []
        options = _Options(**given)
        logits = np.concatenate([output["logits"].float().numpy() for output in found])
        scores = rounded_scores(logits)
        labels = decide(scores, options.apply(self._thresholds).values())
        records = [
            _record(index, output["place"], held, Scores(*row), options.top_k)
            for index, (output, held, row) in enumerate(
                zip(found, labels, scores.tolist(), strict=True)
            )
        ]
        return [record for record in records if options.all_sentences or record["labels"]]


def _as_known(inputs: Any) -> Any:
    """The inputs as one of the types that a pipeline takes for many texts, if they are many."""
    if isinstance(inputs, str | bytes | Mapping | _data.Dataset):
        return inputs
    if isinstance(inputs, Sequence):
        return list(inputs)
    return (one for one in inputs) if isinstance(inputs, Iterable) else inputs


def _record(
    index: int, place: _Place, labels: tuple[str, ...], scores: Scores, top_k: int | None
) -> dict[str, Any]:
    sentence = Sentence(place.start, place.end, place.text, index, labels, scores, place.truncated)
    record = sentence.to_dict()
    del record["engine"], record["reading"]
    if top_k is not None:
        best = sorted(scores.items(), key=lambda item: item[1], reverse=True)
        record["scores"] = dict(best[:top_k])
    return record


_pipelines.PIPELINE_REGISTRY.register_pipeline(
    TASK,
    pipeline_class=ClaimExtractionPipeline,
    pt_model=_transformers.AutoModelForSequenceClassification,
    type="text",
)
