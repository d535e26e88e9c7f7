"""Small documents made by hand."""

from claimx.types import Attribution, Document, Mention, ModelStamp, Reading, Scores, Sentence

SCORES = Scores(0.91, 0.12, 0.34, 0.56)
STAMP = ModelStamp("claimx-base", "1", "0" * 16, Scores(0.5, 0.4, 0.3, 0.2))


def document(*sentences, id="d", title=None, between=" ", readings=None):
    """Sentences are texts, or texts with labels; readings go by place."""
    position, found, texts = 0, [], []
    for place, one in enumerate(sentences):
        text, *labels = (one,) if isinstance(one, str) else one
        end = position + len(text)
        reading = (readings or {}).get(place)
        found.append(
            Sentence(position, end, text, place, tuple(labels), SCORES, False, "onnx", reading)
        )
        texts.append(text)
        position = end + len(between)
    return Document(between.join(texts), tuple(found), id, STAMP, title)


def mention(text, words, type, start=0):
    at = text.index(words, start)
    return Mention(at, at + len(words), words, type, 1.0)


def said(text, source, content=(), speaker=None):
    """A reading with one attribution."""
    one = Attribution(
        None if source is None else mention(text, source, "source"),
        None,
        tuple(mention(text, words, "content") for words in content),
        speaker,
    )
    return Reading((one,))
