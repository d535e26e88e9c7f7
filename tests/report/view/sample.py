"""The bundled article as the shipped model labels and reads it."""

import claimx
from claimx.types import Document

TITLE = "Chemotherapy may help cancer to spread, a study suggests"


def article(extractor) -> Document:
    """The article, labelled and read."""
    example = claimx.example()
    return extractor.extract(example.text, sentences=example.sentences, title=TITLE)
