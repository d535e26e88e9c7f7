"""Fine-tuning one encoder with Hugging Face's Trainer and a masked multi-label loss."""

from __future__ import annotations

import platform
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from claimx.extras import require
from claimx.labels import LABELS
from claimx.train.data import Floats, TrainingSet
from claimx.train.progress import line_callback
from claimx.train.recipe import Settings

if TYPE_CHECKING:
    import torch
    from transformers import BertForSequenceClassification, PreTrainedTokenizerBase

UNDECIDED = -1.0
"""Target value of a label that is masked: NaN would survive a multiplication by zero."""


@dataclass(frozen=True, slots=True)
class Fitted:
    """A trained network and its tokenizer, in memory."""

    model: BertForSequenceClassification
    tokenizer: PreTrainedTokenizerBase


def masked_loss(logits: torch.Tensor, targets: torch.Tensor, weights: torch.Tensor) -> torch.Tensor:
    """Binary cross-entropy averaged over the decided labels of a batch.

    Args:
        logits: float[n, 4].
        targets: float[n, 4]: 1, 0 or `UNDECIDED`.
        weights: float[n]: factor of each sentence.
    """
    import torch.nn.functional as F  # noqa: N812

    decided = (targets != UNDECIDED).float()
    losses = F.binary_cross_entropy_with_logits(
        logits.float(), targets.clamp(min=0), reduction="none"
    )
    scale = decided * weights[:, None]
    return (losses * scale).sum() / decided.sum().clamp(min=1)


def native_bf16() -> bool:
    """Whether this processor multiplies bfloat16 in hardware, which halves training time."""
    import torch

    capabilities: dict[str, Any] = getattr(torch.cpu, "get_capabilities", dict)()
    return bool(capabilities.get("avx512_bf16") or capabilities.get("amx_bf16"))


def _wants_bf16(precision: str) -> bool:
    return precision == "bf16" or (precision == "auto" and native_bf16())


def load_base(settings: Settings) -> Fitted:
    """The pretrained encoder with a fresh four-way head; no remote code, safetensors only."""
    require("torch", extra="train")
    transformers = require("transformers", extra="train")
    transformers.utils.logging.disable_progress_bar()
    transformers.set_seed(settings.seed)
    tokenizer = transformers.AutoTokenizer.from_pretrained(settings.base_model)
    tokenizer.model_max_length = settings.max_length
    model = transformers.AutoModelForSequenceClassification.from_pretrained(
        settings.base_model,
        num_labels=len(LABELS),
        id2label=dict(enumerate(LABELS)),
        label2id={label: i for i, label in enumerate(LABELS)},
        problem_type="multi_label_classification",
        use_safetensors=True,
        trust_remote_code=False,
    )
    _freeze(model, settings.frozen_layers)
    return Fitted(model, tokenizer)


def _freeze(model: Any, layers: int) -> None:
    if layers:
        encoder = model.base_model.encoder
        # MPNet's layers share this one: learning, it would change the frozen layers as well
        shared = getattr(encoder, "relative_attention_bias", None)
        for part in (model.base_model.embeddings, *encoder.layer[:layers], shared):
            if part is not None:
                part.requires_grad_(False)


def _rows(data: TrainingSet, tokenizer: PreTrainedTokenizerBase) -> list[dict[str, Any]]:
    encoded = tokenizer(data.texts, truncation=True)["input_ids"]
    targets = np.nan_to_num(data.targets, nan=UNDECIDED)
    return [
        {"input_ids": ids, "targets": target, "weights": weight}
        for ids, target, weight in zip(encoded, targets, data.weights, strict=True)
    ]


def _collate(tokenizer: PreTrainedTokenizerBase, rows: list[dict[str, Any]]) -> dict[str, Any]:
    import torch

    batch = tokenizer.pad({"input_ids": [row["input_ids"] for row in rows]}, return_tensors="pt")
    batch["targets"] = torch.tensor(np.stack([row["targets"] for row in rows]))
    batch["weights"] = torch.tensor([row["weights"] for row in rows])
    return dict(batch)


def _trainer_class() -> type:
    trainer: Any = require("transformers", extra="train").Trainer

    class MaskedTrainer(trainer):  # type: ignore[misc]
        """Trainer whose loss leaves undecided labels out."""

        def compute_loss(
            self, model: Any, inputs: dict[str, Any], return_outputs: bool = False, **_: Any
        ) -> Any:
            """See `masked_loss`."""
            targets, weights = inputs.pop("targets"), inputs.pop("weights")
            outputs = model(**inputs)
            loss = masked_loss(outputs.logits, targets, weights)
            return (loss, outputs) if return_outputs else loss

    return MaskedTrainer


def _arguments(settings: Settings, folder: Path) -> Any:
    transformers = require("transformers", extra="train")
    return transformers.TrainingArguments(
        output_dir=str(folder),
        num_train_epochs=settings.epochs,
        per_device_train_batch_size=settings.batch_size,
        learning_rate=settings.learning_rate,
        weight_decay=settings.weight_decay,
        warmup_steps=settings.warmup,
        lr_scheduler_type="linear",
        optim="adamw_torch_fused",
        bf16=_wants_bf16(settings.precision),
        use_cpu=not require("torch", extra="train").cuda.is_available(),
        train_sampling_strategy="group_by_length",
        seed=settings.seed,
        save_strategy="epoch",
        save_total_limit=1,
        logging_steps=10,
        report_to="none",
        remove_unused_columns=False,
        dataloader_pin_memory=False,
        disable_tqdm=True,
        log_level="error",
    )


def fit(data: TrainingSet, settings: Settings, folder: Path) -> Fitted:
    """Train on `data`, with a checkpoint after every epoch under `folder`.

    A killed run goes on from its last checkpoint, with the weights, optimiser, order and random
    state that it had, so that it ends where an undisturbed run ends.
    """
    base = load_base(settings)
    trainer = _trainer_class()(
        model=base.model,
        args=_arguments(settings, folder),
        train_dataset=_rows(data, base.tokenizer),
        data_collator=lambda rows: _collate(base.tokenizer, rows),
        callbacks=[line_callback()],
        processing_class=base.tokenizer,
    )
    trainer.remove_callback(require("transformers", extra="train").PrinterCallback)
    last = require("transformers.trainer_utils", extra="train").get_last_checkpoint(str(folder))
    trainer.train(resume_from_checkpoint=last)
    base.model.eval()  # type: ignore[no-untyped-call]
    return Fitted(base.model, base.tokenizer)


def predict(
    fitted: Fitted, texts: list[str], *, precision: str = "fp32", batch_size: int = 64
) -> Floats:
    """Logits float32[n, 4] of sentences alone, in the order given.

    Args:
        fitted: The network.
        texts: n sentences.
        precision: As in `Settings`; bf16 moves logits by about a hundredth.
        batch_size: Sentences computed together.
    """
    import torch

    order = sorted(range(len(texts)), key=lambda i: len(texts[i]))
    logits = np.zeros((len(texts), len(LABELS)), dtype=np.float32)
    bf16 = _wants_bf16(precision)
    with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16, enabled=bf16):
        for start in range(0, len(order), batch_size):
            picked = order[start : start + batch_size]
            batch = fitted.tokenizer(
                [texts[i] for i in picked], truncation=True, padding=True, return_tensors="pt"
            )
            logits[picked] = fitted.model(**batch).logits.float().numpy()
    return logits


def machine() -> str:
    """Processor and precision that the card names, since both shape the last digits."""
    return f"{platform.machine()}, {'bfloat16' if native_bf16() else 'float32'} matrix products"


def load_fitted(folder: Path) -> Fitted:
    """A network that an earlier stage saved."""
    transformers = require("transformers", extra="train")
    model = transformers.AutoModelForSequenceClassification.from_pretrained(
        folder, use_safetensors=True, trust_remote_code=False
    )
    return Fitted(model.eval(), transformers.AutoTokenizer.from_pretrained(folder))
