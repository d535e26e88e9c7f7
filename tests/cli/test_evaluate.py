"""`claimx evaluate` with the shipped model on the bundled article, and with wrong inputs."""

import gzip
import json
import sys

import pytest

import claimx
from claimx.cli import main


@pytest.fixture
def run(capsys, monkeypatch):
    """Run the command in this process; gives exit code, stdout and stderr."""

    def command(*arguments):
        monkeypatch.setattr(sys, "argv", ["claimx", "evaluate", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            main()
        printed = capsys.readouterr()
        return ended.value.code or 0, printed.out, printed.err

    return command


@pytest.fixture
def article_file(tmp_path):
    """The bundled article's gold as a user would write it, in two documents."""
    example = claimx.example()
    path = tmp_path / "gold.jsonl.gz"
    with gzip.open(path, "wt", encoding="utf-8") as stream:
        for i, one in enumerate(example.gold):
            record = {
                "text": example.text[one.start : one.end],
                "labels": list(one.labels),
                "doc": "first half" if i < 8 else "second half",
                "i": i,
            }
            stream.write(json.dumps(record) + "\n")
    return path


def refused(run, *arguments):
    """The one line that a wrong call ends with."""
    code, out, err = run(*arguments)
    assert code == 2
    assert out == ""
    assert err.startswith("claimx: ")
    assert err.count("\n") == 1
    return err


def test_the_article_gives_a_table_with_all_15_sentences(run, extractor):
    code, out, err = run("base", "article", "--threads", "1")
    assert code == 0
    assert err == ""
    assert extractor.model.name in out
    assert "15 sentences of 1 document" in out
    for name in (*claimx.LABELS, "precision", "recall", "F1", "AP", "ECE", "macro-F1", "micro-F1"):
        assert name in out
    document = extractor.extract(claimx.example().text, sentences=claimx.example().sentences)
    pairs = zip(document.sentences, claimx.example().gold, strict=True)
    right = sum(set(one.labels) == set(gold.labels) for one, gold in pairs)
    assert f"{right} of 15" in out


def test_a_file_of_two_documents_gives_intervals_and_articles_in_json(run, article_file):
    code, out, _ = run("base", article_file, "--json", "--draws", "100", "--seed", "3")
    assert code == 0
    report = json.loads(out)
    assert report["documents"] == 2
    assert report["bootstrap"] == {"draws": 100, "seed": 3, "level": 0.95}
    assert report["macro_f1"]["low"] <= report["macro_f1"]["value"] <= report["macro_f1"]["high"]
    assert {one["doc"] for one in report["articles"]["worst"]} == {"first half", "second half"}
    assert report["model"]["thresholds"].keys() == set(claimx.LABELS)


def test_the_same_command_prints_the_same_bytes(run, article_file):
    assert run("base", article_file, "--json") == run("base", article_file, "--json")


def test_a_filter_judges_part_of_the_data_and_is_named(run, article_file):
    code, out, _ = run("base", article_file, "--where", "doc=first half", "--where", "i=0")
    assert code == 0
    assert "1 sentence of 1 document" in out
    assert "doc=first half" in out


def test_the_report_is_also_written_where_asked(run, article_file, tmp_path):
    target = tmp_path / "report.json"
    code, out, _ = run("base", article_file, "--output", target)
    assert code == 0
    assert "macro-F1" in out
    written = json.loads(target.read_text(encoding="utf-8"))
    assert json.loads(run("base", article_file, "--json")[1]) == written
    assert sorted(path.name for path in tmp_path.iterdir()) == ["gold.jsonl.gz", "report.json"]


def test_thresholds_are_the_models_own(run, extractor):
    report = json.loads(run("base", "article", "--json")[1])
    assert report["model"]["thresholds"] == dict(extractor.model.thresholds)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b'{"text": "It rains.", "labels": []}\n{"text": \n', "line 2: not JSON"),
        (b'{"text": "It rains.", "labels": ["rain"]}\n', 'line 1: "labels" must be a list'),
        (b'{"text": "It rains.", "labels": [["finding"]]}\n', 'line 1: "labels" must be a list'),
        (b'{"text": "It rains."}\n', 'line 1: the record has neither "labels"'),
        (b'{"text": "It rains.", "finding": "yes"}\n', "line 1: a label's field must hold"),
        (b'{"text": "It rains.", "finding": 0.5}\n', "gold value 0.5 of 'It rains.'"),
        (b'{"labels": []}\n', 'line 1: a record needs a string field "text"'),
        (b"\x7fELF\xff\xfe\x00", "not a readable file of UTF-8 lines"),
        (b"", "no labelled sentences"),
    ],
)
def test_a_broken_file_is_one_sentence_that_says_where(run, tmp_path, content, said):
    path = tmp_path / "broken.jsonl"
    path.write_bytes(content)
    assert said in refused(run, "base", path)


def test_a_cut_gzip_file_is_one_sentence(run, article_file):
    article_file.write_bytes(article_file.read_bytes()[:-40])
    assert "not a readable file" in refused(run, "base", article_file)


def test_wrong_names_are_one_sentence_each(run, article_file, tmp_path):
    assert "neither a file nor a gold set" in refused(run, "base", tmp_path / "absent.jsonl")
    assert "no split 'exam'" in refused(run, "base", "article/exam")
    assert "no-model" in refused(run, tmp_path / "no-model", article_file)
    assert "is no engine" in refused(run, "base", article_file, "--engine", "steam")
    assert "write FIELD=VALUE" in refused(run, "base", article_file, "--where", "doc")
    assert "no record has a field" in refused(run, "base", article_file, "--where", "mood=good")


def test_gold_whose_texts_are_not_at_hand_says_how_to_get_them(run, tmp_path, monkeypatch):
    monkeypatch.delenv("CLAIMX_DATA", raising=False)
    monkeypatch.setenv("CLAIMX_CACHE", str(tmp_path))
    assert "was not found" in refused(run, "base", "news-gold/dev", "--source", tmp_path)


def test_an_output_that_cannot_be_written_is_refused_before_the_work(run, article_file, tmp_path):
    for target in (tmp_path, tmp_path / "absent" / "report.json"):
        assert "cannot be written" in refused(run, "base", article_file, "-o", target)


@pytest.mark.parametrize("option", [("--draws", "0"), ("--seed", "-1"), ("--colour", "red")])
def test_an_option_out_of_range_or_unknown_is_wrong_usage(run, option):
    code, out, _ = run("base", "article", *option)
    assert code == 2
    assert out == ""


def test_slices_come_with_their_sizes(run, article_file):
    code, out, _ = run("base", article_file, "--slices", "--json", "--draws", "10")
    assert code == 0
    found = json.loads(out)["slices"]
    assert sum(one["sentences"] for one in found if one["by"] == "length") == 15
    assert found[0]["labels"][0].keys() == {
        *("label", "decided", "gold", "precision", "recall", "f1"),
    }
    code, out, _ = run("base", article_file, "--slices", "--draws", "10")
    assert "with a hedging word" in out
    assert "up to 10 words" in out
    assert "slices" not in json.loads(run("base", article_file, "--json", "--draws", "10")[1])


def test_errors_are_written_as_a_page(run, article_file, tmp_path):
    page = tmp_path / "errors.html"
    code, _, err = run("base", article_file, "--errors", page, "--draws", "10")
    assert (code, err) == (0, "")
    text = page.read_text(encoding="utf-8")
    assert text.startswith("<!DOCTYPE html>")
    assert "<bdi>second half</bdi>, sentence" in text
    assert "In gold, missed by the model" in text
    assert sorted(one.name for one in tmp_path.iterdir()) == ["errors.html", "gold.jsonl.gz"]


def test_a_limit_cuts_every_list_of_the_page_but_not_its_total(run, tmp_path):
    data, page = tmp_path / "gold.jsonl", tmp_path / "errors.html"
    record = {"text": "The trial found that deaths fell by a fifth.", "labels": [], "doc": "a"}
    data.write_text(f"{json.dumps(record)}\n" * 3, encoding="utf-8")
    run("base", data, "--errors", page, "--draws", "10")
    assert page.read_text(encoding="utf-8").count("<article>") % 3 == 0
    code, _, err = run("base", data, "--errors", page, "--errors-limit", "2", "--draws", "10")
    assert (code, err) == (0, "")
    text = page.read_text(encoding="utf-8")
    assert "3 in all, the first 2 shown" in text
    assert text.count("<article>") == 2 * text.count("the first 2 shown")
    assert run("base", data, "--errors", page, "--errors-limit", "0")[0] == 2


def test_no_result_replaces_the_data_or_another_result(run, article_file, tmp_path):
    before = article_file.read_bytes()
    assert "named twice" in refused(run, "base", article_file, "--errors", article_file)
    assert "named twice" in refused(run, "base", article_file, "-o", article_file)
    both = tmp_path / "both"
    assert "named twice" in refused(run, "base", article_file, "--errors", both, "-o", both)
    assert article_file.read_bytes() == before
    assert not both.exists()


def test_ids_and_values_that_look_like_markup_are_printed_as_they_are(run, tmp_path):
    path = tmp_path / "gold.jsonl"
    records = [
        {
            "text": "Deaths fell by a fifth.",
            "labels": ["finding"],
            "doc": f"{i}[/b]",
            "kind": "[/i]",
        }
        for i in range(2)
    ]
    path.write_text("".join(f"{json.dumps(one)}\n" for one in records), encoding="utf-8")
    code, out, err = run("base", path, "--slices", "--draws", "10")
    assert (code, err) == (0, "")
    assert "0[/b]" in out
    assert "[/i]" in out


def test_errors_that_cannot_be_written_are_refused_before_the_work(run, article_file, tmp_path):
    said = refused(run, "base", article_file, "--errors", tmp_path / "none" / "errors.html")
    assert "errors.html cannot be written" in said


def test_an_operating_point_changes_what_is_judged(run, article_file):
    given = {}
    for point in ("precision", "f1", "recall"):
        code, out, _ = run("base", article_file, "--operating-point", point, "--json")
        assert code == 0
        given[point] = sum(one["predicted"] for one in json.loads(out)["labels"])
    assert given["precision"] <= given["f1"] <= given["recall"]
    assert given["precision"] < given["recall"]
    assert "no operating point 'x'" in refused(run, "base", article_file, "--operating-point", "x")
