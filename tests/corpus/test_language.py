"""Which language a text is said to be in."""

import gzip
import json
import os
import time
from itertools import groupby, islice
from pathlib import Path

import pytest

pytest.importorskip("py3langid")

from claimx.corpus.language import LETTERS, UNKNOWN, language

DATA = os.environ.get("CLAIMX_DATA")

ENGLISH = (
    "People who drink three cups of coffee a day may live a little longer, a study found. "
    "The authors warn that the results do not show that coffee is the cause."
)

OTHERS = {
    "de": "Wer drei Tassen Kaffee am Tag trinkt, lebt womöglich etwas länger, zeigt eine Studie. "
    "Die Forscher warnen, dass dies kein Beweis für eine Ursache sei.",
    "fr": "Boire trois tasses de café par jour pourrait allonger un peu la vie, selon une étude. "
    "Les auteurs rappellent que cela ne prouve pas une relation de cause.",
    "es": "Quienes beben tres tazas de café al día podrían vivir algo más, según un estudio. "
    "Los autores advierten de que esto no demuestra que el café sea la causa.",
    "it": "Chi beve tre tazze di caffè al giorno potrebbe vivere un po' più a lungo, dice uno "
    "studio. Gli autori avvertono che questo non dimostra una causa.",
    "pt": "Quem bebe três chávenas de café por dia poderá viver um pouco mais, segundo um estudo. "
    "Os autores avisam que isso não demonstra que o café seja a causa.",
    "nl": "Wie drie koppen koffie per dag drinkt, leeft misschien iets langer, blijkt uit "
    "onderzoek. De onderzoekers waarschuwen dat dit geen oorzaak aantoont.",
    "sv": "Den som dricker tre koppar kaffe om dagen kan leva något längre, visar en studie. "
    "Forskarna varnar för att detta inte bevisar att kaffet är orsaken.",
    "pl": "Kto pije trzy filiżanki kawy dziennie, może żyć nieco dłużej, wynika z badania. "
    "Autorzy ostrzegają, że nie dowodzi to związku przyczynowego.",
    "tr": "Günde üç fincan kahve içenler biraz daha uzun yaşayabilir, bir araştırma böyle diyor. "
    "Yazarlar bunun nedensellik göstermediği konusunda uyarıyor.",
    "ru": "Те, кто пьёт три чашки кофе в день, возможно, живут немного дольше, показало "
    "исследование. Авторы предупреждают, что это не доказывает причинную связь.",
    "zh": "一项研究发现，每天喝三杯咖啡的人可能会活得更久一些。"
    "研究人员提醒说，这并不能证明咖啡就是原因。",
    "ar": "أظهرت دراسة أن من يشربون ثلاثة أكواب من القهوة يوميا قد يعيشون مدة أطول قليلا. "
    "ويحذر الباحثون من أن ذلك لا يثبت أن القهوة هي السبب.",
}


def test_english_is_told():
    assert language(ENGLISH) == "en"
    assert language(ENGLISH.upper()) == "en"


@pytest.mark.parametrize("code", OTHERS)
def test_another_language_is_told(code):
    assert language(OTHERS[code]) == code


@pytest.mark.parametrize(
    "text",
    [
        "",
        " \n\t",
        "Tea helps.",
        "12 345 678,90 " * 50,
        "😀" * 100,
        "-" * 5000,
        "https://x.com/1 2 3",
        "asdf qwer zxcv poiu lkjh mnbv",
    ],
)
def test_what_has_few_letters_or_no_words_is_unknown(text):
    assert language(text) == UNKNOWN


def test_twenty_letters_are_needed():
    said = "The tea that we drank"[: LETTERS + 4]
    assert sum(map(str.isalpha, said)) == 17
    assert language(said) == UNKNOWN
    assert language(said + " was hot") == "en"


def test_a_name_does_not_make_a_sentence_foreign():
    assert language("Prof. Jean-Luc Lefèvre, Université de Lyon") in {"fr", UNKNOWN}
    assert language("Mads Fiil Hjorth, assistant") == UNKNOWN


def test_a_language_without_a_short_code_is_taken_for_its_big_neighbour():
    pidgin = "Di doctor say make pipo dey drink plenty water wen sun dey hot for Lagos."
    assert language(pidgin) in {"en", UNKNOWN}
    assert len(language("Not all molecules exhibit it, she said on Monday in a talk.")) == 2


def test_a_notice_in_another_language_does_not_decide():
    for code in ("ru", "zh", "ar"):
        notice = (OTHERS[code] * 20)[:600]
        assert language(notice + ENGLISH * 25) == "en"
    assert language(ENGLISH * 4 + OTHERS["ru"] * 20) == "ru"


def test_what_stands_far_behind_is_not_looked_at():
    assert language(ENGLISH * 30 + OTHERS["ru"] * 1000) == "en"


def test_characters_that_utf8_cannot_hold_are_no_trouble():
    assert language("\ud800" + ENGLISH + "\udfff\x00\x1b[31m") == "en"


@pytest.mark.parametrize("text", ["a" + "\u0301\u0323" * 1_000_000, "x" * 20_000_000, "é" * 10**7])
def test_a_hostile_text_takes_no_time(text):
    language(ENGLISH)
    began = time.process_time()
    language(text)
    assert time.process_time() - began < 1


def _news():
    with gzip.open(Path(DATA or "", "news/unlabelled.jsonl.gz"), "rt", encoding="utf-8") as lines:
        for _, rows in groupby(map(json.loads, lines), key=lambda row: row["doc"]):
            yield " ".join(row["text"] for row in rows)


@pytest.mark.skipif(not DATA, reason="CLAIMX_DATA names no folder with copies of the gold texts")
def test_english_news_is_english():
    said = [language(text) for text in islice(_news(), 0, None, 3)]
    assert said.count("en") > 0.995 * len(said) > 400
