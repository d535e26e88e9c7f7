import pickle
import weakref
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import claimx
from claimx.columns import claim_columns
from claimx.errors import InputError
from claimx.extractor import Text, text_id

MOTIFS = (
    *("Tea helps. ", "She said so. ", "Dr. Lee found it.", "word", " ", "\n", "\n\n", "\r\n", "\r"),
    *("\t", "\x0b", "\u2028", "\x85", "\u200b", "\u200d", "\ufeff", "\x00", "\ud800", "\udfff"),
    *("😀", "👩‍🔬", "e\u0301", "سؤال؟ ", "“", "”", '"', "(", ")", "…", "1. ", "• "),
)
HOSTILE = st.lists(st.sampled_from(MOTIFS), max_size=15).map("".join) | st.text(
    st.characters(exclude_categories=()), max_size=60
)
SENTENCES = [
    "Green tea slowed memory loss in 400 adults, a trial found.",
    "The leaves hold a compound that keeps blood vessels wide.",
    "The trial was small and more work is needed.",
    "It began in spring.",
]
TEXT = " ".join(SENTENCES)
few = settings(max_examples=40, deadline=None)


def assert_offsets_hold(document):
    position = 0
    for index, one in enumerate(document.sentences):
        assert one.index == index
        assert document.text[one.start : one.end] == one.text != ""
        assert not document.text[position : one.start].strip()
        position = one.end
    assert not document.text[position:].strip()
    for claim in document.claims:
        assert document.text[claim.start : claim.end] == claim.text


@given(text=HOSTILE)
@few
def test_offsets_hold_in_any_text(extractor, text):
    document = extractor.extract(text)
    assert document.text == text
    assert_offsets_hold(document)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Tea helps.\r\nShe said so.\r\n\r\nIt was hot.", id="CRLF"),
        pytest.param("\tTea\thelps.\tShe said so.", id="tabs"),
        pytest.param("Tea\u200b helps.\u200b She\u200d said so.", id="zero width"),
        pytest.param("👩‍🔬🏽 Tea helps 🇫🇷. 😀 She said so.", id="emoji"),
        pytest.param("The cafe\u0301 helps. A\u0308rzte said so.", id="combining marks"),
        pytest.param("قال الباحثون إن الشاي يساعد. هل هذا صحيح؟ نعم.", id="Arabic"),
        pytest.param("\ufeffTea helps. She said so.", id="BOM"),
        pytest.param("Tea \ud800 helps. She \udfff said so.", id="lone surrogates"),
        pytest.param("Tea \x00 helps. She said\x00 so.", id="NUL"),
        pytest.param("Tea “helps. She said so.", id="unbalanced quote"),
    ],
)
def test_offsets_hold_in_awkward_text(extractor, text):
    document = extractor.extract(text)
    assert len(document.sentences) >= 2
    assert_offsets_hold(document)


def test_megabyte_of_one_token_is_survived(extractor):
    document = extractor.extract("a" * 1_000_000)
    assert document.sentences
    assert_offsets_hold(document)


@pytest.mark.parametrize("text", ["", " ", "\r\n\t\u2003"])
def test_empty_text_gives_an_empty_document(extractor, text):
    document = extractor.extract(text)
    assert (document.text, document.sentences, document.claims) == (text, (), ())


@pytest.mark.parametrize("text", [None, b"Tea helps.", 5, ["Tea helps."]], ids=repr)
def test_other_than_a_string_is_refused(extractor, text):
    with pytest.raises(InputError, match=f"this is {type(text).__name__}"):
        extractor.extract(text)


def test_every_sentence_has_its_scores_and_its_labels_follow_from_them(extractor):
    document = extractor.extract(claimx.example().text)
    assert document.claims
    for one in document.sentences:
        assert all(0 <= score <= 1 for score in one.scores.values())
        thresholds = document.model.thresholds
        assert one.labels == tuple(k for k, score in one.scores.items() if score >= thresholds[k])
        assert not one.truncated
        assert one.engine == "onnx-int8"


def test_document_says_who_decided(extractor):
    stamp = extractor.extract(TEXT).model
    assert stamp.name == "claimx-base"
    assert stamp.hash == extractor.stamp.hash != extractor.model.hash
    assert stamp.thresholds == extractor.model.thresholds


def test_id_and_title_are_kept(extractor):
    document = extractor.extract(TEXT, title="Tea", id="doc-1")
    assert (document.id, document.title) == ("doc-1", "Tea")
    assert all(claim.id.startswith("doc-1:") for claim in document.claims)


def test_id_is_made_from_the_text_alone(extractor):
    assert extractor.extract(TEXT).id == extractor.extract(TEXT, title="Tea").id == text_id(TEXT)
    assert text_id(TEXT) != text_id(TEXT + " ")
    assert text_id("\ud800") != text_id("\ud801")


def test_same_text_gives_equal_documents(extractor):
    text = claimx.example().text
    assert extractor.extract(text) == extractor.extract(text)


def test_own_sentences_are_taken_as_they_are(extractor):
    spans = [(0, 9), (10, 58), (59, len(TEXT))]
    document = extractor.extract(TEXT, sentences=spans)
    assert [(one.start, one.end) for one in document.sentences] == spans
    assert [one.text for one in document.sentences] == [TEXT[start:end] for start, end in spans]


def test_own_sentences_that_claimx_would_find_change_nothing(extractor):
    found = extractor.extract(TEXT)
    spans = [(one.start, one.end) for one in found.sentences]
    assert extractor.extract(TEXT, sentences=spans) == found


def test_own_sentences_may_be_none_at_all_or_leave_text_out(extractor):
    assert extractor.extract(TEXT, sentences=[]).sentences == ()
    assert len(extractor.extract(TEXT, sentences=[(5, 20)]).sentences) == 1


@pytest.mark.parametrize(
    ("spans", "message"),
    [
        pytest.param([(0, 20), (19, 30)], "at 19 overlaps .* at 20", id="overlap"),
        pytest.param([(20, 30), (0, 10)], "at 0 overlaps .* at 30", id="order"),
        pytest.param([(0, 10_000)], "0:10000 does not lie in a text of", id="outside"),
        pytest.param([(-5, 10)], "-5:10 does not lie", id="negative"),
        pytest.param([(5, 5)], "5:5 does not lie", id="empty"),
        pytest.param([(9, 5)], "9:5 does not lie", id="reversed"),
    ],
)
def test_impossible_sentences_are_named(extractor, spans, message):
    with pytest.raises(InputError, match=message):
        extractor.extract(TEXT, sentences=spans)


def test_sentences_one_by_one_are_those_of_the_document(extractor):
    steps = []
    found = extractor.iter_sentences(TEXT, progress=lambda *step: steps.append(step))
    assert steps == [(4, 4)]
    assert tuple(found) == extractor.extract(TEXT).sentences
    assert list(extractor.iter_sentences(" ")) == []


def test_label_agrees_with_extract(extractor):
    labelled = extractor.label(SENTENCES)
    extracted = extractor.extract(TEXT).sentences
    assert [one.text for one in labelled] == [one.text for one in extracted] == SENTENCES
    for ours, theirs in zip(labelled, extracted, strict=True):
        assert (ours.start, ours.end) == (0, len(ours.text))
        assert (ours.index, ours.labels, ours.scores) == (
            theirs.index,
            theirs.labels,
            theirs.scores,
        )


def test_label_refuses_one_string(extractor):
    with pytest.raises(InputError, match="list of sentences"):
        extractor.label(TEXT)


def test_label_of_nothing_is_nothing(extractor):
    assert extractor.label([]) == []


def test_label_gives_one_record_for_an_empty_string_too(extractor):
    assert [one.text for one in extractor.label(["", "Tea helps.", " "])] == ["", "Tea helps.", " "]


def test_independent_sentences_score_alike_in_any_company(extractor):
    alone = [extractor.label([one], independent=True)[0] for one in SENTENCES]
    together = extractor.label(SENTENCES, independent=True)
    backwards = extractor.label(SENTENCES[::-1], independent=True)[::-1]
    for one, two, three in zip(alone, together, backwards, strict=True):
        assert one.text == two.text == three.text
        for label in claimx.LABELS:
            assert two.scores[label] == pytest.approx(one.scores[label], abs=0.02)
            assert three.scores[label] == pytest.approx(one.scores[label], abs=0.02)


def test_many_agrees_with_one_by_one(extractor):
    texts = [TEXT, "", SENTENCES[2]]
    assert list(extractor.extract_many(texts)) == [extractor.extract(text) for text in texts]


def test_many_takes_texts_with_what_is_known_of_them(extractor):
    given_texts = [Text(TEXT, id="a", title="Tea", sentences=[(0, 58)]), TEXT]
    known, plain = extractor.extract_many(given_texts)
    assert known == extractor.extract(TEXT, id="a", title="Tea", sentences=[(0, 58)])
    assert plain == extractor.extract(TEXT)


def test_many_reads_a_text_only_when_its_document_is_asked_for(extractor):
    read = []

    def endless():
        while True:
            read.append(len(read))
            yield TEXT

    documents = extractor.extract_many(endless())
    assert read == []
    next(documents)
    assert read == [0]
    next(documents)
    next(documents)
    assert read == [0, 1, 2]


def test_many_holds_no_more_than_the_text_at_hand(extractor):
    class Watched(str):
        pass

    alive = weakref.WeakSet()

    def texts():
        for number in range(20):
            text = Watched(f"Tea number {number} helps.")
            alive.add(text)
            yield text
            del text

    most = 0
    for document in extractor.extract_many(texts()):
        assert document.sentences
        most = max(most, len(alive))
    assert most <= 2


def test_long_sentence_is_cut_and_says_so(extractor):
    long = "The nurses drank tea and " * 120 + "then they slept."
    document = extractor.extract(f"{long} Tea helps.")
    assert [one.truncated for one in document.sentences] == [True, False]
    assert document.sentences[0].text == long


def test_thresholds_can_be_changed_for_some_labels(extractor):
    lenient = claimx.load("base", threads=1, thresholds={"finding": 0})
    usual, changed = extractor.extract(TEXT), lenient.extract(TEXT)
    assert changed.model.thresholds.finding == 0
    assert changed.model.thresholds.caution == usual.model.thresholds.caution
    for one, other in zip(usual.sentences, changed.sentences, strict=True):
        assert other.scores == one.scores
        assert set(other.labels) == {*one.labels, "finding"}


def test_pickled_extractor_labels_the_same(extractor):
    lenient = claimx.load("base", threads=1, thresholds={"finding": 0})
    for one in (extractor, lenient):
        assert pickle.loads(pickle.dumps(one)).extract(TEXT) == one.extract(TEXT)


def test_extractor_may_be_shared_between_threads(extractor):
    texts = [" ".join(SENTENCES[: 1 + number % 4]) for number in range(12)]
    expected = [extractor.extract(text) for text in texts]
    fresh = claimx.load("base", threads=1)
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(fresh.extract, texts)) == expected


def test_map_batch_adds_a_list_of_claims_to_each_text(extractor):
    added = extractor.map_batch({"body": [TEXT, ""], "n": [1, 2]}, column="body")
    assert list(added) == ["claims"]
    assert added["claims"] == [list(map(claim_columns, extractor.extract(TEXT).claims)), []]
