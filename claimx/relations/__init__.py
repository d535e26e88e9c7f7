"""Relations inside a sentence: who says what, and what brings about what."""
