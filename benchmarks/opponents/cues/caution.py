"""Cues of cautions: limits, doubts, harms, interests, calls for research, advice."""

from __future__ import annotations

from benchmarks.opponents.cues.base import Lexicon, cue

STUDIES = (
    r"(?:stud(?:y|ies)|trials?|research|work|data|evidence|investigations?|follow-up"
    r"|testing|tests|experiments?|analys[ie]s|information)"
)

CAUTION = Lexicon(
    least=4,
    cues=(
        cue(
            "more research needed",
            4,
            r"\b(?:more|further|additional|larger|bigger|longer|future|much|better|extensive"
            r"|rigorous|controlled|clinical|randomi[sz]ed|follow-up"
            rf"|human)\b (?:[\w,-]+ ){{0,5}}?{STUDIES}\b[^.;]{{0,60}}"
            r"\b(?:needs?|needed|required?|necessary"
            r"|warranted|must|should|before|are being|would be"
            r"|will be (?:needed|required|necessary))\b",
            ignore_case=True,
        ),
        cue(
            "research is needed",
            4,
            rf"\b{STUDIES} (?:is|are|will be|would be|was|were) (?:still |also |now |clearly "
            r"|urgently )?(?:needed|required|necessary|warranted)\b"
            r"|\b(?:needs?|needed|require[sd]?|call(?:s|ed|ing)? for|wait(?:ing)? for"
            r"|want to see|like to see|look forward to|await)\b[^.;]{0,40}\b(?:more|further"
            r"|additional|larger|bigger|longer|confirm\w*|replicat\w+|validat\w+|controlled"
            rf"|independent)\b[^.;]{{0,30}}\b{STUDIES}"
            r"|\bneed(?:s|ed)? (?:to )?(?:know|learn|understand"
            r"|see|find out|confirm|determine|be (?:sure|certain|careful|cautious))"
            r"|\bneeded to (?:confirm|determine|understand|see|know|verify|establish|prove"
            r"|show|find|assess|evaluate|test|clarify|explore)",
            ignore_case=True,
        ),
        cue(
            "to be confirmed",
            4,
            r"\b(?:needs?|have|has|must|should|yet"
            r"|remains?) (?:still )?(?:to )?be (?:\w+ )?(?:confirmed|replicated|done|tested"
            r"|proven|seen|determined|validated|verified|repeated|studied|evaluated"
            r"|established|answered|investigated|explored|shown|demonstrated|interpreted"
            r"|viewed|cautious|careful|worked out|learned|reproduced|addressed|proved)\b"
            r"|\bremains? (?:unclear|unknown|uncertain|controversial|a mystery|unproven"
            r"|elusive|open|a question)|\bquestions? (?:still )?remains?\b",
            ignore_case=True,
        ),
        cue(
            "unclear",
            4,
            r"\b(?:unclear|uncertain(?:ty|ties)?|inconclusive|unanswered"
            r"|not (?:\w+ )?(?:clear|known|certain|sure|proven|understood|conclusive|confirmed"
            r"|established|definitive)\b|poorly understood"
            r"|(?:isn't|aren't|wasn't) (?:\w+ )?(?:clear|known|certain|sure|proven|understood)"
            r"|(?:don't|doesn't|do not|does not) (?:\w+ )?(?:know|understand)\b"
            r"|no one (?:\w+ )?knows|nobody (?:\w+ )?knows|little is known"
            r"|(?:hard|difficult|impossible|too early|too soon|premature) to (?:say|know|tell"
            r"|draw|predict|determine|conclude|interpret|make|be)"
            r"|can't (?:yet )?(?:say|tell|be sure|prove|conclude|rule out)"
            r"|cannot (?:yet )?(?:say|tell|be sure|prove|conclude|rule)|jury is"
            r"|(?:clear|exactly|know|understand|sure) (?:how|what|if|whether)\b"
            r"|to know (?:whether|if)|too (?:early|soon)"
            r"|not enough (?:evidence|data|information)|insufficient"
            r"|n't (?:yet )?(?:enough|any|much|the|really) (?:\w+ )?(?:evidence|data|proof"
            r"|information)|don't have (?:\w+ )?(?:evidence|data|proof)"
            r"|no (?:\w+ )?(?:evidence|proof|data|guarantee) (?:that|of|for|to|yet))\b",
            ignore_case=True,
        ),
        cue(
            "cautioned",
            4,
            r"\b(?:caution(?:s|ed|ary)?|Caution(?:s|ed)?|caveats?|warn|warned|skeptical"
            r"|sceptical|unconvinced|(?:not|isn't|n't) convinced|critics|cautious|take with)\b"
            r"|\bgrain of salt\b",
        ),
        cue(
            "limitation",
            4,
            r"\b(?:limitations?|drawbacks?|downsides?|shortcomings?|small sample|sample size"
            r"|(?:was|is|too|so|relatively|very) (?:a )?small\b[.,]"
            r"|(?:stud(?:y|ies)|trials?) (?:was|were|is|are) (?:\w+ )?(?:small|limited"
            r"|preliminary|retrospective|observational)|cause[- ]and[- ]effect"
            r"|(?:n't| not) (?:\w+ )?(?:prove|establish|designed)\b"
            r"|(?:n't| not) (?:necessarily |actually |directly )?mean\b|over-?interpret\w*"
            r"|not (?:a|an|the) (?:cure|silver|magic|panacea|substitute|replacement)"
            r"|(?:silver|magic) bullet|panacea"
            r"|peer-reviewed (?:medical )?journal\b.*\b(?:until|preliminary)"
            r"|considered preliminary|viewed as preliminary)",
            ignore_case=True,
        ),
        cue(
            "advice against",
            4,
            r"\b(?:should not|should never|do not recommend|not recommend\w*"
            r"|against (?:the |routine )?(?:use|using|taking|routine)"
            r"|(?:consult|talk|speak|discuss|check)\w* (?:it |this |the \w+ )?(?:to"
            r"|with) (?:your|their|a|his|her) (?:\w+ )?(?:doctor|physician|provider)s?"
            r"|before we (?:can|know|start)|(?:should|must) be (?:viewed|interpreted|aware"
            r"|careful|cautious|taken with|weighed)|stop taking|not (?:yet )?ready"
            r"|not for everyone|not everyone|not all|weigh(?:ed|ing)? the|outweigh)\b",
            ignore_case=True,
        ),
        cue(
            "not yet",
            4,
            r"\b(?:not yet|(?:has|have|had) yet to|yet to be"
            r"|(?:has|have)(?:n't| not) (?:yet )?been (?:\w+ )?(?:tested|proven|shown|studied"
            r"|established|approved|confirmed|evaluated|replicated|published)|hasn't been"
            r"|isn't yet|long way (?:to go|off|from)|still (?:a long way|unclear|not|don't"
            r"|doesn't|needs?|unknown|in (?:its|the) early|early|very (?:early|experimental)"
            r"|experimental|remain|years)|(?:much|lot|more) (?:more )?to learn|early days"
            r"|in its infancy|(?:first|early|just one|baby) steps?)\b",
            ignore_case=True,
        ),
        cue(
            "interests",
            4,
            r"\b(?:conflicts? of interest|consultant (?:for|to)|consulting (?:for|fees)"
            r"|speaker's?|speaking fees|honorari\w+|financial (?:ties|interests?"
            r"|relationships?|disclosures?)|(?:stud(?:y|ies)|research|trial|work"
            r"|review) (?:was |were )?(?:\w+ )?(?:funded|sponsored|paid for|financed"
            r"|supported) by (?!the (?:National|Netherlands|British|US|U\.S|Australian"
            r"|European|Canadian|grants)|grants?|National|NIH)"
            r"|(?:makes|maker of|manufactur\w+|markets|drugmaker"
            r"|pharmaceutical)\b.{0,50}\b(?:funded|sponsored|paid|supported)"
            r"|received (?:\w+ ){0,3}(?:fees|payments?|honoraria)"
            r"|owns? (?:stock|shares|a patent))\b",
            ignore_case=True,
        ),
        cue(
            "named harms",
            4,
            r"\bside[- ]effects? (?:such as|includ\w+|of|were|was|are|and|can|may|have"
            r"|associated)\b|\bcommon (?:side|adverse)"
            r"|\b(?:most )?common (?:\w+ )?(?:side effects|adverse)"
            r"|\brisks? of (?:\w+ ){0,3}(?:bleeding|complications?|infection|overdose"
            r"|birth defects|side effects|addiction|harm|false)"
            r"|\bcan cause\b[^.]{0,60}\b(?:bleeding|damage|death|problems|nausea|harm|effects"
            r"|infection|pain|ulcers?|failure|irritation)|\bfalse[- ]positives?|\bharms\b"
            r"|\bbirth defects\b|\boverdos\w+|\bnausea|\bvomiting|\bdiarrh\w+|\bdizziness",
            ignore_case=True,
        ),
        cue(
            "side effects",
            3,
            r"\b(?:side[- ]effects?|adverse (?:effects?|events?|reactions?)|complications?"
            r"|bleeding|harms?|unnecessary|overdiagnos\w+|overtreat\w+|impotence"
            r"|contraindicat\w+|life[- ]threatening)\b",
            ignore_case=True,
        ),
        cue(
            "harm, cost, safety",
            1,
            r"\b(?:harmful|toxic(?:ity)?|risky|incontinence|addict\w+|discomfort|safety|safe"
            r"|reliable|expensive|costly|invasive|wrong|ethical|consequences|hurt|ill)\b",
            ignore_case=True,
        ),
        cue(
            "is not",
            2,
            r"\b(?:is not|isn't|it's not|not a|aren't|are not|wouldn't|won't|haven't"
            r"|not necessarily|not be)\b",
            ignore_case=True,
        ),
        cue(
            "possible, so far",
            2,
            r"\b(?:possible that|for now|at this point|so far|we need"
            r"|(?:need|needs|would have|have) to be|there are (?:many|some|other)"
            r"|it(?:'s| is) (?:just|only)|(?:just|only) (?:an|a|one) )",
            ignore_case=True,
        ),
        cue(
            "raised risk",
            2,
            r"\b(?:(?:increased?|increases|higher|raises?|raised|increasing|greater) (?:the "
            r"|their |your |a )?risk|risks of)\b",
            ignore_case=True,
        ),
        cue(
            "controversy",
            4,
            r"\b(?:controvers(?:y|ial)|safety concerns|concerns? (?:is|are|about|that)|mystery"
            r"|unknown|skeptic\w*|misleading|overstat\w+|exaggerat\w+|premature)\b",
            ignore_case=True,
        ),
        cue(
            "dispute",
            3,
            r"\b(?:debat(?:e|ed|able)|disagree\w*|doubts?|doubtful|concerns|worr(?:y|isome)"
            r"|questioned|questions|critici[sz]\w+|disput\w+|warnings?|warns|reject(?:s|ed)"
            r"|unproven|unlikely|speculat\w+)\b",
            ignore_case=True,
        ),
        cue(
            "limits",
            2,
            r"\b(?:preliminary|short-term|long-term|longer-term|small|flaws?|bias(?:ed)?"
            r"|confound\w+|observational|retrospective|far from|peer-reviewed|only|limited"
            r"|mixed|conflicting|inconsistent|replicat\w+|confirm\w*|chance|larger|in humans"
            r"|in people|difficult|hard to|lack(?:s|ed)? |exact|exactly|definitive|conclusive"
            r"|rigorous|proof|prove|claims?|generali[sz]\w+|placebo effect|everyone)\b",
            ignore_case=True,
        ),
        cue(
            "risk",
            2,
            r"\b(?:risks?|dangers?|dangerous|unsafe|hazards?|fatal|deadly|blood clots?"
            r"|allerg\w+|suicid\w+|rash|infections?)\b",
            ignore_case=True,
        ),
        cue(
            "whether",
            2,
            r"\b(?:whether|(?:know|see|determine|sure) if)\b",
            ignore_case=True,
        ),
        cue(
            "advice",
            2,
            r"\b(?:experts?|recommend\w*|should|shouldn't|advis\w+|careful\w*|avoid\w*|wary"
            r"|instead|unless|until|before (?:taking|using|starting|trying|stopping|any|it"
            r"|they|being)|too (?:much|many|high|little)|acknowledg\w+|noted|stress(?:es|ed)"
            r"|emphasi[sz]\w+|agrees)\b",
            ignore_case=True,
        ),
        cue(
            "contrast",
            2,
            r'(?:^|[" ,])(?:But|However|however|Although|although|Though|though|While'
            r"|Nevertheless|Unfortunately|Even so|but|still|yet)\b",
        ),
        cue(
            "negation",
            1,
            r"\b(?:not|no|none|nothing|nor|without|cannot|never|fail(?:s|ed)?|problem\w*"
            r"|challeng\w+)\b|n't\b",
            ignore_case=True,
        ),
        cue(
            "treatment",
            1,
            r"\b(?:drugs?|pills?|therap(?:y|ies)|treatments?|surgery|procedures?|vaccines?"
            r"|supplements?|screening|tests?|devices?|medications?|aspirin|statins?|doses?"
            r"|radiation|implants?|antidepressants?|painkillers?|use|using|taking)\b",
            ignore_case=True,
        ),
        cue(
            "evidence",
            1,
            r"\b(?:stud(?:y|ies)|trials?|research|evidence|data|results|findings"
            r"|conclusions?)\b",
            ignore_case=True,
        ),
        cue(
            "not only, compared, reduced",
            -2,
            r"\b(?:not only|but also|instead of|family history"
            r"|safety and (?:efficacy|effectiveness)|compared (?:to|with)|fewer"
            r"|reduc\w+ the risk|reduced risk|lower(?:s|ed)? (?:the )?risk"
            r"|no (?:increased|higher|more)|without)\b",
            ignore_case=True,
        ),
        cue(
            "found, reduced, improved",
            -1,
            r"\b(?:found|showed|shows|linked|reduc\w+|improv\w+|percent|%|significant\w*)\b",
            ignore_case=True,
        ),
        cue(
            "question",
            -2,
            r'\?"?$',
        ),
        cue(
            "hope of help",
            -1,
            r"\b(?:hopes?|could help|may help|might help|will help|aims?|plan"
            r"|new (?:drug|test|way|device))\b",
            ignore_case=True,
        ),
        cue(
            "disease as background",
            -1,
            r"\b(?:disease is|patients who|people with|million|Americans"
            r"|symptoms (?:of|include)|common)\b",
            ignore_case=True,
        ),
    ),
)
