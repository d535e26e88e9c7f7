"""Cues of findings: results of research, against what was done, asked or hoped for."""

from __future__ import annotations

from benchmarks.opponents.cues.base import Lexicon, cue

FINDING = Lexicon(
    least=4,
    cues=(
        cue(
            "a study and what it found",
            5,
            r"\b(?i:stud(?:y|ies)|trials?|research|reviews?|surveys?|results?|findings?|data"
            r"|evidence|(?:meta-?)?analys[ie]s|experiments?|observations?|measurements?"
            r"|simulations?|questionnaires?|scans|tests"
            r"|paper)\b[^.;]{0,110}?(?<!\bto )\b(?:found|finds|show(?:s|ed|n)"
            r"|suggest(?:s|ed|ing)?|indicat(?:e|es|ed|ing)|demonstrat(?:e|es|ed|ing)"
            r"|reveal(?:s|ed)|discovered|concluded?|concludes|confirm(?:s|ed)|linked|links"
            r"|identified|detected|observed|saw|proved|proven|provides? (?:\w+ )?evidence"
            r"|supports?|report(?:s|ed)?)\b",
        ),
        cue(
            "people and what they found",
            5,
            r"\b(?i:researchers?|scientists?|authors?|investigators?|teams?|colleagues"
            r"|astronomers?|they|we|he|she|it"
            r"|I)\b[^.;]{0,60}?(?<!\bto )(?<!was )(?<!be )\b(?:found|showed|shown"
            r"|discovered (?:that|how)|concluded?|reported (?:that|a|an|the|no)|saw|observed"
            r"|identified|detected|noticed|report that)\b",
        ),
        cue(
            "found that ...",
            4,
            r"\b(?:found|showed|shows|shown|revealed|concluded?|suggests?|suggesting"
            r"|demonstrates?d?|discovered|indicates?|report(?:ed)?|confirmed) (?:that|no|a|an"
            r"|the|to|in)\b",
        ),
        cue(
            "evidence and appearance",
            4,
            r"\b(?:evidence (?:that|of|for|to suggest|suggests)"
            r"|(?:been|was|were) (?:shown|found|linked|associated|seen|observed|reported)"
            r"|appears? to|appeared to|seem(?:s|ed)? to|it appears|suggest(?:s|ing)? that)\b",
        ),
        cue(
            "comparison",
            2,
            r"\b(?:[Cc]ompared (?:to|with)|than (?:those|the (?:other|placebo|control|group)"
            r"|in |among |for |did |women|men|people|patients|when|with|had|any|before)|versus"
            r"|vs\.?)\b",
        ),
        cue(
            "likelihood and rates",
            2,
            r"\b(?:(?:more|less|as) likely|times (?:more|as|higher|greater)|twice as"
            r"|likelihood of|odds of|fewer|(?:higher|lower|increased|reduced|greater|decreased"
            r"|elevated|highest|lowest) (?:\w+ ){0,2}(?:risk|rates?|levels?|incidence|odds"
            r"|chance|likelihood|mortality|death|scores?|blood pressure))\b",
        ),
        cue(
            "association",
            2,
            r"\b(?:associated with|linked (?:to|with)|link between|association between"
            r"|correlat\w+|related to|tied to|connection between|role in)\b",
        ),
        cue(
            "change or difference",
            3,
            r"\b(?:reductions? (?:in|of)|increases? (?:in|of)|decreases? in|decline in|drop in"
            r"|rise in|improvements? in|changes? in|difference(?:s)? (?:in|between)"
            r"|(?:no|a|significant) (?:significant )?difference"
            r"|no (?:significant|effect|increase|benefit|evidence|link|association|change)"
            r"|effect on|effective (?:in|at|for|as|against)|as effective)\b",
        ),
        cue(
            "statistics and trials",
            2,
            r"\b(?:significant(?:ly)?|statistical\w*|on average|an average|median|respectively"
            r"|95%|confidence|placebo|control group|controls|overall survival|progression-free"
            r"|remission|randomi[sz]ed)\b",
        ),
        cue(
            "percentages",
            4,
            r"\b\d[\d.,]*(?:\s?%| ?percent| per cent| percentage)"
            r"|\b(?:percent|per cent) (?:of|less|more|lower|higher|fewer|greater|reduction"
            r"|increase|drop|decrease)",
        ),
        cue(
            "shares",
            1,
            r"\b(?:one|two|three|four|half|third|quarter|most|majority|nearly all|all|none"
            r"|[Oo]nly|\d+) (?:of|out of) (?:the|those|these|them|patients|women|men"
            r"|participants|\d+)|\b(?:half|two-thirds|a third|a quarter|twice|double[sd]?"
            r"|tripled?|three-quarters)\b",
        ),
        cue(
            "what happened",
            2,
            r"\b(?:increased|decreased|reduced|improved|dropped|fell|rose|declined|lowered"
            r"|raised|grew|slowed|shrank|lost|gained|experienced|remained|resulted|led to"
            r"|prevented|responded|achieved|survived|lived|died|developed"
            r"|had (?:a|an|no|more|less|fewer|higher|lower|significantly|the|lost|better)"
            r"|were (?:more|less|able|found|significantly|also|still|similar)"
            r"|was (?:more|less|associated|able|found|higher|lower|significantly|similar"
            r"|effective|no|a)|there (?:was|were) (?:no|a|also|significant)|did not|didn't"
            r"|worked|performed|did better|scored|outperformed|tolerated|produced|became"
            r"|stopped|eliminated|reversed|restored|protected|cut|boosted|killed|blocked"
            r"|delayed|doubled|ate|drank|took|received|got)\b",
        ),
        cue(
            "groups compared",
            1,
            r"\b(?:[Tt]hose who|[Tt]hose (?:in|with|taking|given|on)"
            r"|(?:people|women|men|patients|participants|children|mice|rats|animals|volunteers"
            r"|adults|mothers|subjects) (?:who|with|in the|given|taking|treated|receiving|on)"
            r"|(?:treatment|placebo|drug|other|same|first|second|intervention|exercise) group"
            r"|in the group|[Aa]mong (?:the|those|women|men|patients|people)"
            r"|in (?:mice|rats|animals|humans|patients|monkeys))\b",
        ),
        cue(
            "a study is named",
            1,
            r"\b(?:(?:a|the|this|two|another|new|recent|previous|earlier|other|past|small"
            r"|large|international|latest|our|their|one) (?:new |recent |small |large |us "
            r"|u\.s\. |british |australian |clinical |international )?(?:stud(?:y|ies)"
            r"|research|findings?|results?|review|trial|report|analysis|survey)"
            r"|according to (?:a|the|new|research|results|findings|an?|data|researchers"
            r"|scientists)|researchers (?:say|said|report)|scientists (?:say|report)"
            r"|study (?:says|said|published|authors|author)|published (?:online|in|today|this)"
            r"|news\) --|\(reuters(?: health)?\))\b",
            ignore_case=True,
        ),
        cue(
            "a report's first sentence",
            4,
            r"\baccording to (?:a|an|new|the (?:study|researchers|results|findings))\b"
            r"|\b(?:a|the|this) (?:new|small|large|recent|latest|preliminary|early"
            r"|pilot) (?:\w+ ){0,2}study\b|\(healthday news\)|\(reuters health\)"
            r"|\bto a (?:new )?study\b|\b(?:researchers?|scientists|team) reports?\b"
            r"|\bnew research (?:suggests|shows|finds|has)|\bstudy (?:says|finds|in|of)\b",
            ignore_case=True,
        ),
        cue(
            "scientists as the source",
            2,
            r"\b(?:scientists|astronomers|researchers|study authors?|authors|palaeontologists"
            r"|team|experts|he and (?:his )?colleagues) (?:say|said|write|wrote|think"
            r"|believe)\b",
            ignore_case=True,
        ),
        cue(
            "shown, known, able",
            4,
            r"\b(?:show(?:s|ed|ing)? (?:that|the|a|how|an|no)|findings? (?:that|suggests?)"
            r"|first to show|indicates|consistent with|evidence (?:to|that)"
            r"|(?:were|was|been) able to|determined that|calculated|turned out"
            r"|hints? (?:at|that)|(?:are|is) known to|proven to|discovery of|better than"
            r"|faster than|than previously|as those|rates? of|resulted in)\b",
        ),
        cue(
            "past, species, sky",
            2,
            r"\b(?:million years|years ago|\d+,?000 years|for the first time|the first time"
            r"|species|mammals?|ancestors?|fossils?|dinosaurs?|Milky Way|Saturn's|Antarctica"
            r"|ice|glaciers?|South Pole|galax(?:y|ies)|deg;|dark matter|embryonic stem"
            r"|genes? that|allergic|none of|[Nn]one of|one in \d|1 in)\b",
        ),
        cue(
            "our results, what did not happen",
            1,
            r"\b(?:[Oo]ur (?:study|results|findings|data|work|research|patients|analysis)"
            r"|did not|didn't|there (?:was|were)|single|rapidly|successfully"
            r"|even (?:when|though|after)|overall|Overall)\b",
        ),
        cue(
            "funding, prevalence, limits",
            -3,
            r"\b(?:(?:was|were|partially|part) (?:\w+ )?(?:funded|supported|sponsored)"
            r"|should be (?:viewed|considered)|what we found|found a way|find a way"
            r"|disease is found|found in the|estimates?|prevalen\w+"
            r"|affects (?:about|up|more|an)|diagnosed (?:each|every)|will die|population"
            r"|million (?:people|Americans|women)|difficult to|experts|\$\d|limitations?"
            r"|peer-reviewed|more research|United States|U\.S\.)\b",
        ),
        cue(
            "a number",
            1,
            r"\b\d+(?:[.,]\d+)?\b",
        ),
        cue(
            "comparative",
            1,
            r"\b(?:than|more|less|better|higher|lower|greater|longer|worse|faster|earlier"
            r"|smaller|larger|stronger|similar|same)\b",
        ),
        cue(
            "past tense",
            1,
            r"\b(?:was|were|had|did|didn't|could)\b",
        ),
        cue(
            "what is measured",
            1,
            r"\b(?:risk|symptoms|survival|mortality|death|disease|cancer|pain|weight|blood"
            r"|pressure|cholesterol|levels?|rates?|brain|cells|tumou?rs?|genes?|species|memory"
            r"|sleep|inflammation|immune|heart)\b",
        ),
        cue(
            "effect",
            1,
            r"\b(?:effects?|benefits?|effective|efficacy|reduces?|improves?|increases?|lowers?"
            r"|protects?|prevents?|helps?|boosts?|cuts?|raises?|safe|successful(?:ly)?"
            r"|well tolerated|side effects|adverse|evidence|discovery|discovered)\b",
        ),
        cue(
            "hedge",
            1,
            r"\b(?:may|might|appears?|seems?|likely|suggests?)\b",
        ),
        cue(
            "what was done",
            -2,
            r"\b(?:will (?:be|look|investigate|study|test|continue|help|now|also|allow)"
            r"|(?:to|would|could) (?:examine|investigate|determine|test|see|find out"
            r"|understand|evaluate|assess|explore|study|measure|learn|identify|answer|confirm"
            r"|develop|use)|examined (?:the|how|whether)|looked at|investigated|enrolled"
            r"|recruited|assigned|were (?:given|asked|randomi[sz]ed|divided|followed|recruited"
            r"|enrolled|randomly|told|tested|assigned|instructed|required)"
            r"|was (?:funded|published|designed|conducted|supported|developed|presented|made"
            r"|approved|carried|led|given)|wanted to|analy[sz]ed|compared the|collected"
            r"|reviewed|funded by|tracked|used (?:a|an|the|data)|followed|conducted|completed"
            r"|studying|measured)\b",
        ),
        cue(
            "hope, plan, advice",
            -2,
            r"\b(?:hopes?|could (?:one day|lead|help|be used|eventually|also|potentially|be"
            r"|have|make|provide|improve|save|become|allow)|one day|might help|aims?|plans?"
            r"|planned|goal|expect(?:ed|s)?|believes?|if (?:the|it|we|you|this)|should|would"
            r"|need(?:s|ed)?|recommend\w*|designed|future|next|potential(?:ly)?|until|want)\b",
        ),
        cue(
            "question",
            -3,
            r'\?"?$|^(?:How|What|Why|Is|Are|Does|Do|Can|Who)\b',
        ),
        cue(
            "background and biography",
            -1,
            r"\b(?:[Mm]illion (?:people|Americans|women|men|adults)|Americans|each year"
            r"|every year|worldwide|leading cause|is a (?:common|rare|condition|disease|type"
            r"|form|chronic)|is caused|known as|called|usually|typically|often"
            r"|symptoms include|CDC|Centers for Disease|National Institutes?|approved"
            r"|professor|director|Dr\.?|according to Dr|[Cc]ontact|visit|www|http)\b",
        ),
        cue(
            "reader or speaker",
            -1,
            r"\b(?:you|your|you're|I'm|I think|I don't|we need|we have to|we don't|let's|my"
            r"|me)\b",
        ),
    ),
)
