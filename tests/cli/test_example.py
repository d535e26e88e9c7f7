"""`claimx example`: the bundled article beside its gold labels."""

import os
import re
import subprocess
import sys

import pytest

import claimx


def test_every_sentence_stands_beside_its_gold_labels(claimx_command, extractor):
    code, out, err = claimx_command("example")
    article = claimx.example()
    document = extractor.extract(article.text, sentences=article.sentences)
    assert (code, err) == (0, "")
    assert "\x1b" not in out
    told = " ".join(re.sub(r"[^\w ]", " ", out).split())
    for gold in article.gold:
        first_words = re.findall(r"\w+", article.text[gold.start : gold.end])[:3]
        assert " ".join(first_words) in told
    for sentence in document.sentences:
        for label in sentence.labels:
            assert f"{label} {sentence.scores[label]:.2f}" in out
    assert out.count("finding") >= sum("finding" in gold.labels for gold in article.gold)


def test_agreement_is_marked_and_counted(claimx_command, extractor):
    out = claimx_command("example")[1]
    article = claimx.example()
    document = extractor.extract(article.text, sentences=article.sentences)
    pairs = zip(document.sentences, article.gold, strict=True)
    right = sum(sentence.labels == gold.labels for sentence, gold in pairs)
    assert out.splitlines()[-1] == f"{right} of 15 sentences have exactly the gold labels."
    assert len(re.findall(r" = ", out)) == right
    assert len(re.findall(r" ≠ ", out)) == 15 - right


def test_an_encoding_without_the_signs_is_survived(start):
    environment = {
        **os.environ,
        "PYTHONIOENCODING": "ascii",
        "PYTHONPATH": os.pathsep.join(sys.path),
    }
    process = start("example", stdout=subprocess.PIPE, env=environment)
    out, err = process.communicate()
    assert (process.returncode, err) == (0, b"")
    assert b"of 15 sentences" in out


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX only")
def test_a_closed_pipe_ends_it_quietly(start):
    read, write = os.pipe()
    os.close(read)
    process = start("example", stdout=write)
    os.close(write)
    assert process.communicate()[1] == b""
    assert process.returncode == 0
