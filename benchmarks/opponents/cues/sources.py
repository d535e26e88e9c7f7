"""Who can be the source of an attribution, and how they put it."""

from __future__ import annotations

STUDY = (
    r"(?i:stud(?:y|ies)|trials?|research|reports?|reviews?|surveys?|results?|findings?|data"
    r"|evidence|(?:meta-?)?analys[ie]s|experiments?|papers?|articles?|editorials?|commentary"
    r"|investigations?|publications?|observations?|measurements?|statistics|figures"
    r"|simulations?|models?|modell?ing|images|scans|calculations?|literature"
    r"|(?:guide|head)lines?|questionnaires?|polls?|fossils?|release|website|work|statement"
    r"|theory|tests|excavation|profile|probe|information)"
)
"""Research and documents."""

PEOPLE = (
    r"(?i:researchers?|scientists?|(?:co-)?authors?|investigators?|experts?|teams?|groups"
    r"|doctors?|physicians?|critics?|astronomers?|physicists?|biologists?|engineers?"
    r"|economists?|psychologists?|officials?|spokes(?:man|woman|person|people)|analysts?"
    r"|regulators?|panel|committee|task force|agency|FDA|F\.D\.A\.|company|companies"
    r"|universit(?:y|ies)|institutes?|academy|society|association|college|foundation"
    r"|cent(?:er|re)|colleagues|some|others|clinicians|surgeons|clinics?|cardiologists?"
    r"|oncologists?|pala?eontologists?|geologists?|archa?eologists?|ecologists?|professors?"
    r"|organi[sz]ations?|government|conference|journal)"
)
"""Persons and bodies."""

PERSON = r"(?:I|we|We|he|He|she|She|they|They)"
"""Pronouns that can hold a view."""

NAME = r"[A-Z][\w.'-]+"
"""A word with a capital."""

BETWEEN = (
    r"(?:(?:also|have|has|had|now|previously|recently|already|long|only|first|just|really|still"
    r"|actually|further|even|did|do|does|don't|didn't|not|clearly|originally|always|then"
    r"|\w+ly),? ){0,3}"
)
"""What may stand between a pronoun and its verb."""

ACTIVE = (
    r"(?<!\bto )(?<!\bwas )(?<!\bwere )(?<!\bbe )(?<!\bbeen )(?<!\bis )(?<!\bare )(?<!\bbeing )"
    r"(?<!\bas )"
)
"""Before a verb: neither passive nor infinitive."""

TELL = (
    r"(?:found|finds?|show(?:s|ed|n)?|suggest(?:s|ed|ing)?|indicat(?:e|es|ed|ing)"
    r"|demonstrat(?:e|es|ed|ing)|reveal(?:s|ed|ing)?|discover(?:s|ed)?|conclud(?:e|es|ed|ing)"
    r"|report(?:s|ed)?|confirm(?:s|ed)?|determined|estimate[sd]?|predict(?:s|ed)?"
    r"|calculated?|noticed|learned|proves?|proved|proven|points? to|pointed to|hint(?:s|ed)?"
    r"|impl(?:y|ies|ied)|established|worked out|observed)"
)
"""What studies and people do to a content."""

DO = (
    r"(?:saw|detected|identified|linked|links|tied|associated|supports?|supported|propose[sd]?"
    r"|implicated|highlights?|raises?|failed to|reinforces?|warns?|clarif(?:y|ies)|concurs?"
    r"|rejects?|contradicts?|challenges|identifies|provides?|adds|offers?|casts?|compared"
    r"|did not (?:find|show|prove))"
)
"""What else studies do."""

THINK = (
    r"(?:think|thought|known|believed?|know|knew|suspect(?:ed)?|recommend(?:s|ed)?|argue|hoped?"
    r"|feel|felt|expect(?:ed|s)?|assume[sd]?|note[sd]?|describe[sd]?|agree[sd]?|caution"
    r"|warn(?:ed|s|ing)?|anticipate|worry|worries|worried|wonders?"
    r"|call(?:ed|s)? (?:for|it|the|this)|claim(?:s|ed)?|explain(?:s|ed)?|advise[sd]?|write"
    r"|urge[sd]?|hypothesi[sz]ed?|theori[sz]ed?|propose[sd]?|announced?|question(?:ed|s)?"
    r"|refers? to|referred to|see|discourages?|doubts?|reports?|praises?|compares?|likens?"
    r"|acknowledge[sd]?)"
)
"""What people do with a view."""
