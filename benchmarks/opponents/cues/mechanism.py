"""Cues of mechanisms: how or why, told of things that can act on one another."""

from __future__ import annotations

from benchmarks.opponents.cues.base import Lexicon, cue

MECHANISM = Lexicon(
    least=7,
    cues=(
        cue(
            "works by ...",
            6,
            r"\b(?:works?|acts?|operates?|functions?|kills?|working) (?:\w+ )?(?:by|like)\b"
            r"|\bacts? as\b|\bby (?:blocking|inhibiting|preventing|stimulating|increasing"
            r"|targeting|binding|activating|suppressing|interfering|changing|altering"
            r"|triggering|releasing|boosting|attacking|allowing|destroying|stopping|disrupting"
            r"|turning|relaxing|mimicking|affecting|attaching|converting|breaking|raising"
            r"|causing|keeping|sending|delivering)\b",
        ),
        cue(
            "reason",
            4,
            r"\b(?:this is because|is because|[Bb]ecause (?:it|they|the|these|their|if)|be due"
            r"|reason (?:why|for|is)|(?:explain|explains) (?:why|how|the)|explanation|in turn"
            r"|which means|thus|thereby|hence|therefore|so that|leading to|resulting in"
            r"|causing|contributes? to|which (?:reduces|increases|leads|allows|helps|causes"
            r"|makes|might|may|in turn)|by which|mechanisms?)\b",
        ),
        cue(
            "cause",
            3,
            r"\b(?:due to|because of|[Bb]ecause|caused by|responsible for|role in|leads? to"
            r"|which (?:can|could|would)|contribut\w+|as a result|results? (?:in|of)|why"
            r"|causes?|affects?)\b",
        ),
        cue(
            "process",
            4,
            r"\b(?:blocks?|blocking|inhibit(?:s|ing)?|stimulat(?:es?|ing)|suppress(?:es|ing)?"
            r"|activat(?:es?|ing)|triggers?|bind(?:s|ing)?|attach|attacking|regulates?"
            r"|interfer(?:es?|ing)|converts?|break(?:s)? down|releas(?:es|ing)|secretes?"
            r"|absorb(?:s)?|penetrates?|destroys?|disrupts?|disrupting|alters?|mimics|prevents"
            r"|allows|allowing|enables|promotes?|repair|build(?:s)? up|flows?|sends?"
            r"|accumulates?|signals?|signaling|emits?|vibrat\w+|pushing|pass(?:es)? through"
            r"|bounces?|collides?|warms?|cools?|turn(?:s)? into|generates?|creating|boosting"
            r"|binds|reacts|leaks|expand|switch(?:ed)?|escape|ability to|helps|slow(?:s)? down"
            r"|get into|turns)\b",
        ),
        cue(
            "process, often of other things",
            2,
            r"\b(?:produces?|forms?|forming|prevent(?:ing)?|allow|designed to|stimulation"
            r"|released|preventing|protects?|kills?|killing|boosts?|carr(?:y|ies)|reactions?"
            r"|interact\w*|reflects?|pulls?|swelling|attack(?:s)?"
            r"|help(?:s)? (?:the|to|keep|protect)|travels?|absorbed|activated|built"
            r"|trap(?:s|ped)?|target(?:s|ing)?|deliver(?:s|ing)?|uses?|enter(?:s)?|stops? the"
            r"|melt(?:s|ing)?|moves?|burns?|heats?|feeds?|pump(?:s|ing)?|hit(?:s)?|store[sd]?"
            r"|shut(?:s)?)\b",
        ),
        cue(
            "what acts in bodies and nature",
            4,
            r"\b(?:immune (?:system|cells?|response)|enzymes?|proteins|receptors?|molecules?"
            r"|neurotransmitters?|dopamine|serotonin|T cells?|cells|nervous system|nerves?"
            r"|brain's|body's|blood vessels?|inflammation|oxidative|free radicals|metabolism"
            r"|oxygen|tissues|lining|lungs|pathways?|plaques|electrons?|ions|gravitational"
            r"|electric|electrical|currents|heat|energy|surface|mitochondria|collagen"
            r"|the (?:body|brain|heart|gut|cell|liver|skin|retina|stomach)|signals|particles"
            r"|fat cells|toxins|bloodstream)\b",
        ),
        cue(
            "what acts, often in other roles",
            2,
            r"\b(?:genes?|DNA|RNA|protein|cell|hormones?|virus(?:es)?|bacteria|chemicals?"
            r"|compounds?|insulin|inflammatory|blood|muscles?|nutrients|arter(?:y|ies)"
            r"|antibod(?:y|ies)|light|pressure|atmosphere|carbon|water|air|stress|glucose"
            r"|antioxidants?|metabolic|acid|wind|gravity|magnetic|membrane|tissue|pores|fat"
            r"|sugar|tumou?rs?|stars?|gas|dust|ice)\b",
        ),
        cue(
            "step to step",
            2,
            r"\b(?:and (?:so|therefore|thus|cause|this)|which|then|when|once|so|into|through"
            r"|onto|itself|away|eventually|gradually|off)\b",
        ),
        cue(
            "naming and occurring",
            2,
            r"\b(?:so that|over time|each other|off the|becomes|gets|leaving|designed|release"
            r"|connect\w+|layer|waves|shape|targets?|called|process|system|tiny|occurs?"
            r"|happens?|naturally|normally|a (?:protein|process|compound|chemical|hormone|gene"
            r"|molecule) |thought to|believed to|known to|possibly|way the|tend to|makes?"
            r"|damag\w+|production|function|levels of|growth|ability)\b",
        ),
        cue(
            "possibility and change",
            1,
            r"\b(?:may|might|could|can|likely|probably|perhaps|more|less|increas\w+|decreas\w+"
            r"|reduc\w+|spread\w*)\b",
        ),
        cue(
            "results, patients, groups",
            -3,
            r"\d ?%|\bper ?cent|\bcompared (?:to|with)|\bsignificant|\bplacebo"
            r"|\b(?:patients|women|men|participants|people|those) (?:who|with|in)\b|\bgroup\b"
            r"|\bsurvey|\byears old|\baged\b|\b(?:they|researchers|team|study|scientists"
            r"|we) (?:also |have )?found\b",
        ),
        cue(
            "study, people, plans",
            -3,
            r"\b(?:the (?:researchers|team|scientists|study) (?:then |also )?(?:used|looked"
            r"|measured|tested|analy[sz]ed|studied|compared|examined)|will be"
            r"|were (?:given|asked|randomly)|funded|published|professor|director|university"
            r"|University|contact|approved|recommend\w*|should|plans?|hopes?|FDA|company"
            r"|trials?|journal|stem cells|million|risk)\b",
        ),
        cue(
            "question, doubt, money",
            -2,
            r'\?"?$|\b(?:whether|unclear|not clear'
            r"|don't know|costs?|money|insurance|doctors?"
            r"|I|my|[Ww]e need|but)\b",
        ),
        cue(
            "short",
            -2,
            r"^.{0,70}$",
        ),
    ),
)
