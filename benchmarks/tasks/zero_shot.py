"""Public corpora that decide one of the four labels: nothing here was trained on them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from benchmarks.tasks.base import Data, Task, read_corpus
from claimx.labelled import Labelled


class CorpusTask(Task):
    """One public corpus; what its own scheme calls a positive is close to a label, not the same.

    Attributes:
        corpus: Name of its file, where it is not the task's.
    """

    corpus: ClassVar[str] = ""
    licence = "none stated"

    def read(self, data: Data) -> Sequence[Labelled]:
        """Sentences on which the label is decided."""
        return read_corpus(data.corpus(self.corpus or self.name, self.source), self.labels)


class PolNeAR(CorpusTask):
    """Beliefs count as attributions there, which the guidelines leave out without a source."""

    name = "polnear"
    title = "attribution in political news (PolNeAR)"
    source = "github networkdynamics/PolNeAR"
    split = "all sentences that decide attribution"
    citation = "Newell et al., An Attribution Relations Corpus for Political News (LREC 2018)"
    labels = ("attribution",)


class NewsDiscourse(CorpusTask):
    """Speech was marked by hand; cue words took part in the mapping to attribution."""

    name = "newsdiscourse"
    title = "attribution in news (NewsDiscourse)"
    source = "github prafulla77/Discourse_Profiling"
    split = "all sentences that decide attribution"
    citation = "Choubey et al., Discourse as a Function of Event (ACL 2020)"
    labels = ("attribution",)


class Limitations(CorpusTask):
    """Self-stated limitations of medical papers; other cautions are not marked there."""

    name = "limitations"
    title = "limitations that authors state (caution)"
    source = "github kilicogluh/limitation-identifier"
    licence = "MIT"
    split = "all sentences that decide caution"
    citation = "Kilicoglu et al., Automatic recognition of self-acknowledged limitations (2018)"
    labels = ("caution",)


class Ignorance(CorpusTask):
    """Statements of what is not known in papers on nutrition before birth."""

    name = "ignorance"
    title = "statements of ignorance in papers (caution)"
    source = "github UCDenver-ccp/Ignorance-Question-Work-Full-Corpus"
    split = "all sentences that decide caution"
    citation = "Boguslav et al., Creating an ignorance-base (2023)"
    labels = ("caution",)


class HeadlineClaim(CorpusTask):
    """0 means "not the headline claim" there: some such sentences state results."""

    name = "headline-claim"
    corpus = "claim"
    title = "headline claims of abstracts (finding)"
    source = "github titipata/detecting-scientific-claim"
    split = "all sentences"
    citation = "Achakulvisut et al., Claim Extraction in Biomedical Publications (2019)"
    labels = ("finding",)


class Csabstruct(CorpusTask):
    """Result sentences of computer-science abstracts."""

    name = "csabstruct-results"
    corpus = "csabstruct"
    title = "result sentences of computer-science abstracts (finding)"
    source = "github allenai/sequential_sentence_classification"
    licence = "Apache-2.0"
    split = "all sentences"
    citation = (
        "Cohan et al., Pretrained Language Models for Sequential Sentence Classification (2019)"
    )
    labels = ("finding",)


ZERO_SHOT = (PolNeAR, NewsDiscourse, Limitations, Ignorance, HeadlineClaim, Csabstruct)
