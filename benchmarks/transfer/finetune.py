"""Fine-tuning an encoder to tell classes apart, with Hugging Face's Trainer."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from benchmarks.opponents.base import NotRunError
from benchmarks.transfer.base import Ints
from claimx.train.loop import native_bf16


@dataclass(frozen=True, slots=True)
class FineTuning:
    """Settings, the same for every task.

    Attributes:
        encoder: Hub id or folder.
        epochs: Passes over the training sentences.
        learning_rate: Peak, after a warm-up over the first tenth, then linear decay.
        batch_size: Sentences a step.
        max_length: Tokens; longer sentences are cut.
    """

    encoder: str = "sentence-transformers/all-MiniLM-L6-v2"
    epochs: int = 4
    learning_rate: float = 1e-4
    batch_size: int = 32
    max_length: int = 128


def _load(settings: FineTuning, classes: int) -> tuple[Any, Any]:
    import transformers

    try:
        tokenizer = transformers.AutoTokenizer.from_pretrained(settings.encoder)
        model = transformers.AutoModelForSequenceClassification.from_pretrained(
            settings.encoder, num_labels=classes, use_safetensors=True, trust_remote_code=False
        )
    except OSError as absent:
        raise NotRunError(
            f"the weights of {settings.encoder} are not at hand and cannot be fetched."
        ) from absent
    tokenizer.model_max_length = settings.max_length
    return tokenizer, model


def _arguments(settings: FineTuning, folder: str, seed: int) -> Any:
    import torch
    import transformers

    return transformers.TrainingArguments(
        output_dir=folder,
        num_train_epochs=settings.epochs,
        per_device_train_batch_size=settings.batch_size,
        learning_rate=settings.learning_rate,
        weight_decay=0.01,
        warmup_steps=0.1,
        optim="adamw_torch_fused",
        bf16=native_bf16(),
        use_cpu=not torch.cuda.is_available(),
        train_sampling_strategy="group_by_length",
        seed=seed,
        save_strategy="no",
        report_to="none",
        dataloader_pin_memory=False,
        disable_tqdm=True,
        log_level="error",
        logging_strategy="no",
    )


def fine_tune(
    texts: Sequence[str], classes: Ints, judged: Sequence[str], settings: FineTuning, seed: int
) -> Ints:
    """Learn from sentences and classify others.

    Args:
        texts: n sentences to learn from.
        classes: int[n], their classes from 0.
        judged: m sentences to classify.
        settings: Of the training.
        seed: Of head, order and dropout.

    Returns:
        int[m].

    Raises:
        NotRunError: If the encoder's weights are not at hand.
    """
    import transformers

    transformers.utils.logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    transformers.set_seed(seed)
    tokenizer, model = _load(settings, int(classes.max()) + 1)
    encoded = tokenizer(list(texts), truncation=True)["input_ids"]
    rows = [
        {"input_ids": ids, "labels": label}
        for ids, label in zip(encoded, classes.tolist(), strict=True)
    ]
    with tempfile.TemporaryDirectory() as folder:
        trainer = transformers.Trainer(
            model=model,
            args=_arguments(settings, folder, seed),
            train_dataset=rows,
            data_collator=transformers.DataCollatorWithPadding(tokenizer),
            processing_class=tokenizer,
        )
        trainer.train()
    return _classify(model.eval(), tokenizer, judged)


def _classify(model: Any, tokenizer: Any, texts: Sequence[str]) -> Ints:
    import torch

    found = np.zeros(len(texts), dtype=np.intp)
    order = sorted(range(len(texts)), key=lambda place: len(texts[place]))
    with torch.inference_mode():
        for start in range(0, len(order), 64):
            picked = order[start : start + 64]
            batch = tokenizer(
                [texts[place] for place in picked],
                truncation=True,
                padding=True,
                return_tensors="pt",
            )
            found[picked] = model(**batch).logits.argmax(dim=1).numpy()
    return found
