"""How much gold it takes: encoders fine-tuned on nested samples of the news gold."""

TASK = "learning-curve"
"""Folder of its stored runs."""

SIZES = (500, 1000, 2000, 4000, 8000, 12265, 34317)
"""Sentences of the samples: in doubling steps, then two states of the news gold."""
