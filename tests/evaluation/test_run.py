"""From labelled sentences to a report, with the shipped model and with known predictions."""

import io
import json
from dataclasses import replace

import numpy as np
import pytest
from rich.console import Console

from claimx.errors import DataError
from claimx.evaluation import Bootstrap, evaluate
from claimx.evaluation.articles import fingerprint, group, keep
from claimx.evaluation.data import read_all, read_data
from claimx.evaluation.run import Predictions, collect, count, judge, predict
from claimx.labelled import Labelled
from claimx.labels import LABELS

ROWS = (
    ("tea", "Mint tea eased cramps in 40 volunteers, a new trial found.", (1, 0, 1, 0)),
    ("tea", "“It relaxes the gut’s muscle,” said Dr. Ada Brown, who led it.", (0, 1, 1, 0)),
    ("tea", "The trial was small and had no control group.", (0, 0, 0, 1)),
    ("owl", "Owls fly without a sound because soft fringes break up the air.", (0, 1, 0, 0)),
    ("owl", "The museum is open from Tuesday to Sunday.", (0, 0, 0, 0)),
    ("sea", "The sea rose by four millimetres last year, satellites show.", (1, 0, 1, 0)),
)


@pytest.fixture
def examples():
    return [
        Labelled(text, tuple(map(float, gold)), doc, {"kind": doc[0], "i": i, "title": doc.upper()})
        for i, (doc, text, gold) in enumerate(ROWS)
    ]


def as_predicted(articles):
    """Predictions that repeat the gold."""
    gold = np.concatenate([article.targets for article in articles])
    return Predictions(gold == 1, np.where(gold == 1, 0.9, 0.1), np.zeros(len(gold), dtype=bool))


def printed(report):
    console = Console(width=100, record=True, highlight=False, force_terminal=False)
    with console.capture() as captured:
        console.print(report)
    return captured.get()


def test_sentences_are_grouped_by_document_in_order(examples):
    articles = group([examples[0], examples[3], *examples[1:3], *examples[4:]])
    assert [article.doc for article in articles] == ["tea", "owl", "sea"]
    assert articles[0].sentences == tuple(text for doc, text, _ in ROWS if doc == "tea")
    assert articles[0].title == "TEA"
    assert articles[1].targets.tolist() == [[0, 1, 0, 0], [0, 0, 0, 0]]


def test_the_model_reads_article_by_article_and_its_labels_are_judged(extractor, examples):
    seen = []
    report = evaluate(extractor, examples, data="six sentences", progress=seen.append)
    assert seen == [3, 2, 1]
    articles = group(examples)
    alone = [one for a in articles for one in extractor.label(a.sentences, title=a.title)]
    held = np.array([[label in one.labels for label in LABELS] for one in alone])
    gold = np.concatenate([article.targets for article in articles]) == 1
    hits = (held & gold).sum()
    assert report.micro_f1.value == pytest.approx(2 * hits / (held.sum() + gold.sum()))
    assert report.exact.value == pytest.approx((held == gold).all(axis=1).mean())
    assert [one.gold for one in report.labels] == [2, 2, 3, 1]
    assert (report.documents, report.sentences, report.whole) == (3, 6, 6)
    assert report.model == extractor.model.stamp(extractor.thresholds)
    assert report.engine == alone[0].engine


def test_the_same_run_gives_the_same_report(extractor, examples):
    assert evaluate(extractor, examples).to_dict() == evaluate(extractor, examples).to_dict()


def test_perfect_predictions_score_one_everywhere(examples):
    articles = group(examples)
    report = judge(articles, as_predicted(articles), Bootstrap(200))
    assert report.macro_f1.value == report.micro_f1.value == report.exact.value == 1
    assert (report.macro_f1.low, report.macro_f1.high) == (1, 1)
    assert [one.average_precision for one in report.labels] == [1] * 4
    assert [one.brier for one in report.labels] == pytest.approx([0.01] * 4)
    assert report.articles.micro_f1_mean == 1


def test_the_intervals_of_a_report_come_from_drawing_articles():
    rows = [Labelled("It rains.", (0.0,) * 4, doc) for doc in ("right", "wrong") for _ in range(50)]
    articles = group(rows)
    found = as_predicted(articles)
    found.labels[50:] = True
    report = judge(articles, found)
    # one draw in four takes one article twice; drawing sentences would give about .4 to .6
    assert (report.exact.value, report.exact.low, report.exact.high) == (0.5, 0, 1)


def test_shuffled_gold_is_caught_by_every_figure(examples):
    articles = group(examples)
    found = as_predicted(articles)
    turned = Predictions(
        np.roll(found.labels, 1, axis=0), np.roll(found.scores, 1, axis=0), found.truncated
    )
    report = judge(articles, turned)
    assert report.exact.value < 0.2
    assert report.macro_f1.value < 0.6
    assert max(one.average_precision for one in report.labels) < 1


def test_the_worst_articles_come_first_and_those_without_labels_are_not_among_them(examples):
    articles = group([*examples, Labelled("Tickets cost four pounds.", (0.0,) * 4, "zoo", {})])
    found = as_predicted(articles)
    found.labels[3:5] = False  # the owl article loses its one label
    found.labels[0, 0] = False  # the tea article loses one of five
    report = judge(articles, found)
    assert [one.doc for one in report.articles.worst] == ["owl", "tea", "sea"]
    owl, tea, sea = report.articles.worst
    assert (owl.micro_f1, owl.exact, owl.sentences) == (0, 0.5, 2)
    assert tea.micro_f1 == pytest.approx(8 / 9)
    assert sea.micro_f1 == 1
    assert report.articles.micro_f1_median == pytest.approx(8 / 9)
    assert report.articles.exact_mean == pytest.approx((2 / 3 + 1 / 2 + 1 + 1) / 4)


def test_labels_that_the_data_does_not_decide_have_no_figures(examples):
    partial = [replace(one, targets=(one.targets[0], None, None, None)) for one in examples]
    articles = group(partial)
    report = judge(articles, as_predicted(group(examples)))
    assert [one.decided for one in report.labels] == [6, 0, 0, 0]
    assert report.macro_f1.value == report.labels[0].f1.value == 1
    assert report.to_dict()["labels"][1]["f1"] == {"value": None, "low": None, "high": None}
    assert report.to_dict()["exact"]["value"] is None
    assert report.whole == 0
    assert "mechanism" in printed(report)


def test_one_document_gets_no_interval(examples):
    articles = group(examples[:3])
    report = judge(articles, as_predicted(articles))
    assert np.isnan([report.macro_f1.low, report.macro_f1.high]).all()
    assert "No intervals" in printed(report)


def test_a_report_is_valid_json_without_nan(examples):
    articles = group(examples[:3])
    report = judge(articles, as_predicted(articles))
    read = json.loads(json.dumps(report.to_dict(), allow_nan=False))
    assert read["labels"][0]["label"] == "finding"
    assert read["labels"][0]["f1"]["value"] == 1
    assert read["bootstrap"] == {"draws": 2000, "seed": 0, "level": 0.95}
    assert read["model"] is None


def test_a_printed_report_shows_the_figures_of_the_record(examples):
    articles = group(examples)
    found = as_predicted(articles)
    found.labels[0, 0] = False
    report = judge(articles, found)
    shown = printed(report)
    f1 = report.labels[0].f1
    assert f"{f1.value:.3f} [{f1.low:.3f}, {f1.high:.3f}]" in shown
    assert f"{report.macro_f1.value:.3f} [" in shown
    assert "5 of 6" in shown


def test_a_report_can_be_printed_where_only_ascii_can(examples):
    articles = group(examples)
    stream = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    Console(file=stream, width=100).print(judge(articles, as_predicted(articles)))
    stream.flush()
    assert b"macro-F1" in stream.buffer.getvalue()


def test_too_few_records_are_refused_by_document(extractor, examples):
    tea = group(examples)[0]
    records = extractor.label(tea.sentences)
    with pytest.raises(DataError, match="gave 2 records for the 3 sentences of tea"):
        collect(records[:-1], tea)


def test_a_score_that_is_no_number_is_refused_by_document(extractor, examples):
    tea = group(examples)[0]
    records = extractor.label(tea.sentences)
    broken = replace(records[1], scores=replace(records[1].scores, caution=float("nan")))
    with pytest.raises(DataError, match="tea: the model gave sentence 1"):
        collect([records[0], broken, records[2]], tea)


def test_gold_that_is_no_decision_is_refused_with_its_sentence(examples):
    doubtful = replace(examples[2], targets=(0.0, 0.0, 0.0, 0.5))
    with pytest.raises(DataError, match=r"tea: the gold value 0\.5 of 'The trial was small"):
        group([*examples[:2], doubtful])


def test_no_sentences_are_refused(extractor):
    with pytest.raises(DataError, match="no labelled sentences"):
        evaluate(extractor, [])


def test_counts_by_article_serve_other_statistics(extractor, examples):
    articles = group(examples)
    counts = count(articles, predict(extractor, articles))
    assert counts.decided.tolist() == [[3] * 4, [2] * 4, [1] * 4]


def test_a_filter_keeps_sentences_but_the_model_still_reads_their_whole_article(examples):
    kept = keep(examples, {"i": ["0", "4"]})
    articles = group(kept)
    assert [len(article.sentences) for article in articles] == [3, 2]
    assert [article.doc for article in articles] == ["tea", "owl"]
    report = judge(articles, as_predicted(articles))
    assert report.sentences == 2


def test_a_filter_joins_values_of_one_field_and_crosses_fields(examples):
    assert {one.doc for one in keep(examples, {"kind": ["t", "s"]})} == {"tea", "sea"}
    both = group(keep(examples, {"kind": ["t"], "i": ["1"]}))
    assert int((~np.isnan(both[0].targets)).any(axis=1).sum()) == 1
    assert {one.doc for one in keep(examples, {"doc": ["owl"]})} == {"owl"}


def test_a_filter_that_fits_nothing_says_what_there_is(examples):
    with pytest.raises(DataError, match="no record has a field 'genre': there are doc, i, kind"):
        keep(examples, {"genre": ["news"]})
    with pytest.raises(DataError, match="no record has kind = x: there are o, s, t"):
        keep(examples, {"kind": ["x"]})
    with pytest.raises(DataError, match="no record fits all of kind=t, doc=owl"):
        keep(examples, {"kind": ["t"], "doc": ["owl"]})


def test_the_fingerprint_follows_text_and_gold_and_nothing_else(examples):
    same = [replace(one, meta={}) for one in examples]
    assert fingerprint(group(examples)) == fingerprint(group(same))
    other = [replace(examples[0], targets=(1.0, 0.0, 1.0, None)), *examples[1:]]
    assert fingerprint(group(examples)) != fingerprint(group(other))
    assert fingerprint(group(examples)) != fingerprint(group(examples[:-1]))


def test_a_gold_set_is_read_by_its_name():
    article = read_data("article")
    assert len(article) == 15
    assert article[0].targets == (1.0, 0.0, 1.0, 1.0)
    assert read_data("article/test") == article


def test_several_sets_keep_their_documents_apart(tmp_path):
    path = tmp_path / "own.jsonl"
    path.write_text('{"text": "It rains.", "labels": [], "doc": "article"}\n', encoding="utf-8")
    docs = {one.doc for one in read_all([str(path), "article"])}
    assert docs == {f"{path}:article", "article:article"}


def test_a_name_that_is_neither_file_nor_gold_set_is_refused():
    with pytest.raises(DataError, match="news-old is neither a file nor a gold set"):
        read_data("news-old")
    with pytest.raises(DataError, match="no split 'exam'"):
        read_data("article/exam")
