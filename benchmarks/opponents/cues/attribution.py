"""Cues of attributions: a source and what it says, finds or thinks."""

from __future__ import annotations

from benchmarks.opponents.cues.base import Lexicon, cue
from benchmarks.opponents.cues.sources import (
    ACTIVE,
    BETWEEN,
    DO,
    NAME,
    PEOPLE,
    PERSON,
    STUDY,
    TELL,
    THINK,
)

ATTRIBUTION = Lexicon(
    least=2,
    cues=(
        cue("according to", 2, r"\b[Aa]ccording to\b(?! (?:whether|how|established))"),
        cue(
            "verbs of saying, whose subject is a source",
            2,
            r"\b(?:says|[Ss]aid|argues?|argued|concludes?|concluded|believes|insists?|insisted"
            r"|contends?|contended|points? out|pointed out|pointing out|cautioned|cautions"
            r"|speculate[sd]?|stress(?:es|ed)? that|remarked|asserts?|asserted|thinks|writes|wrote"
            r"|suspects|warns|concedes?|conceded|estimates that|opined?|countered|quipped|reckons"
            r"|commented|claims that|recommends|suggests|declared|notes that|noted"
            r"|maintain(?:s|ed) that|reiterate[sd]|denie[sd]|agrees that|agreed that|heard that"
            r"|emphasi[sz]e[sd]?|add that|continues,|continued,|recalls?|cites?|cited"
            r"|acknowledged?s? that|states|stated)\b",
        ),
        cue(
            "rarer words of saying",
            2,
            r"\b(?:call(?:s|ed|ing) (?:for|on|into question)|warning that|saying|announced that"
            r"|acknowledged|admits|admitted|stresses|claims its|it's claimed|suspecting"
            r"|criticis\w+|criticiz\w+|dismissed|predicts that|predicted that"
            r"|concern(?:ed)? that|experts? (?:fear|agree)"
            r"|express(?:ed|es)? (?:concern|confidence|doubt)|have (?:linked|associated)"
            r"|linked \w+ (?:to|with)|prov(?:es|en|ed) that|showing that|realized|realised"
            r"|accus\w+|have (?:long )?known that|hail(?:s|ed)?|attributes)\b",
        ),
        cue(
            "say",
            2,
            r"(?<!to )(?<!can't )(?<![Ll]et's )\bsay\b|\bsay (?:that|they|the)\b",
        ),
        cue(
            "told",
            2,
            r"(?<!was )(?<!were )(?<!are )(?<!not )(?<!'re )(?<!been )\btold (?!to\b)"
            r"|\btells (?!us\b|you\b|the (?:brain|body|cell)|them\b)",
        ),
        cue(
            "added",
            2,
            r'[,"?] ?add(?:s|ed)\b|\b(?:he|she|they|He|She|They|also) add(?:s|ed)?\b'
            r"|\badd(?:s|ed),? (?:that|[A-Z]\w+)"
            r'|\badd(?:s|ed)\.?"?$|\badd(?:s|ed)[:,]|\badding that',
        ),
        cue(
            "explained",
            2,
            r"\bexplain(?:s|ed),? "
            r'(?:[A-Z]\w+|[A-Z]\. |that|(?:the )?(?:study|lead|author|senior)|in |:|")'
            r'|[,"] ?explain(?:s|ed)\b|\b(?:he|she|they|He|She|They) explain(?:s|ed)\b'
            r"|explain(?:s|ed)[.:]?$",
        ),
        cue(
            "a study and what it tells",
            2,
            rf"\b{STUDY}\b[^.;]{{0,110}}?{ACTIVE}\b{TELL}\b",
        ),
        cue(
            "a study and what it does",
            1,
            rf"\b{STUDY}\b[^.;]{{0,50}}?{ACTIVE}\b(?:{TELL}|{DO})\b",
        ),
        cue(
            "people and what they tell",
            2,
            rf"\b{PEOPLE}\b[^.;]{{0,80}}?{ACTIVE}\b"
            rf"(?:{TELL}|observe[sd]?|saw|identified (?:that|two|three|a)|announced|proposed?"
            r"|linked)\b",
        ),
        cue(
            "people or a study, and what they tell further off",
            1,
            rf"\b(?:{PEOPLE}|{STUDY})\b.{{0,120}}?{ACTIVE}\b{TELL}\b",
        ),
        cue(
            "a pronoun and what it tells",
            2,
            rf"\b(?:{PERSON}|it|It),? {BETWEEN}(?:{TELL}|saw)\b",
        ),
        cue(
            "a pronoun and what it thinks",
            2,
            rf"\b{PERSON},? (?:'ve )?{BETWEEN}{THINK}\b",
        ),
        cue(
            "people and what they think",
            2,
            rf"\b{PEOPLE}\b[^.;]{{0,60}}?{ACTIVE}\b{THINK}\b",
        ),
        cue(
            "evidence that ...",
            1,
            r"\bevidence (?:that|suggest|show|point|indicat|link)"
            r"|\b(?:research|studies|study|results|data|findings) "
            r"(?:suggesting|showing|indicating|linking)",
        ),
        cue(
            "a name and a cue",
            2,
            rf"\b{NAME}(?:'s)? (?:also |and (?:her |his )?(?:colleagues|others|team)\W+"
            rf"(?:\w+\W+){{0,3}}?)?{ACTIVE}"
            r"(?:notes?|explain(?:s|ed)|cautions?|warn(?:s|ed)|believed?|thought|think"
            r"|suggest(?:s|ed)?|recommend(?:ed)?|claim(?:s|ed)|agree[sd]?|found|estimate[sd]?"
            r"|predict(?:s|ed)?|confirm(?:s|ed)|expects?|report(?:s|ed)?|proposed?|advise[sd]?"
            r"|urge[sd]?|questions|show(?:s|ed)|hopes|wonders|is (?:not )?convinced|praises?"
            r"|described)\b",
        ),
        cue(
            "a cue and a source after it",
            2,
            r"\b(?:reports?|hints?|suggests?|finds?|shows?|believe|think|warn|argue|concludes?"
            r"|found|showed|suggested) (?:the|a|an|US|UK|Australian|British|American)? ?"
            r"(?:new|recent)? ?(?:study|report|review|researcher|scientist|team|author|expert"
            r"|astronomer)s?\b(?! (?:that|in ))"
            r"|\b(?:notes|noted|explain(?:s|ed)|cautions|warn(?:s|ed)|added|adds|reports?|comments"
            r"|recalls?|agree[sd]|write|wrote|suggest) (?:Dr|Prof|study|lead|senior|co-"
            r"|the (?:researchers|authors|scientists|team)|researchers|scientists|experts"
            r"|[A-Z][a-z]+)",
        ),
        cue(
            "a publication is announced",
            -2,
            r"\b(?:reports?|reported|present|publish|publishes|describes?) "
            r"(?:their|his|her|its|the|this) (?:review )?(?:findings|results|work|research"
            r"|discovery|theory|study|argument|conclusions|case)\b",
        ),
        cue(
            "agreement without content, estimates of nobody",
            -2,
            r"\bagree[sd]?\.|\bas (?:predicted|reported|expected)\b|[Ii]t(?:'s| is) estimated"
            r'|we suspect(?:ed)?[."]'
            r"|reports? having|Note to editors|[Ee]ditor's note",
        ),
    ),
)
