"""Words that suggest that somebody is in danger. They raise an alert; a person decides what they mean.

Source: NICE draft 1.2.8; Keeping Children Safe in Education. Reach first: a false alarm costs an officer a minute.
"""

import re

from feedback.domain.identifiers.normalising import normalise

ONESELF = r"(?:my|him|her|them|your)\s?(?:self|selves)"
WHO = (
    rf"(?:me|him|her|them|us|{ONESELF}|(?:my|his|her|their|our)\s\w{{1,20}}"
    r"|the\s(?:child|kids?|children|boy|girl|baby))"
)
HARM = (
    r"(?:hit|hits|hitting|beat|beats|beaten|beating|punch\w{0,3}|kick\w{0,3}|slap\w{0,4}|strangl\w{0,3}|chok\w{0,3}"
    r"|burn\w{0,3}|bit|bites|hurt|hurts|hurting|smack\w{0,3}|whip\w{0,4}|threw|throws|shook|shakes)"
)
ADULT = (
    r"(?:dad|mum|mam|stepdad|stepmum|father|mother|uncle|brother|boyfriend|carer|teacher|ta|driver|escort|man|staff|he"
    r"|she|they)"
)
WISHING = r"(?:want|wants|wanted|wanting|rather|wish|wishes|wished|going|better\soff|ready|plans?|tries|tried|trying)"
SIGNS = (
    # to die, to harm oneself
    r"suicid\w{0,5}",
    r"(?:end|ending|ended|take|taking|took)\s(?:my|his|her|their)\s(?:own\s)?(?:life|lives)|end\sit\sall",
    rf"{WISHING}\s(?:(?:i|he|she|they|to|was|were|be)\s){{0,3}}(?:die|dead|kill\s?{ONESELF})",
    rf"kill(?:ed|ing)?\s?{ONESELF}",
    r"(?:don'?t|doesn'?t|do\snot|does\snot|no\slonger)\swants?\sto\s(?:live|be\shere|be\salive|wake\sup)",
    r"no\s(?:reason|point)\s(?:to|in)\sliv(?:e|ing)|better\soff\swithout\s(?:me|him|her)",
    rf"self[\s-]?(?:harm|injur)\w{{0,4}}|(?:cut|cuts|cutting|hurt|hurts|hurting|harm|harms|harming)\s{ONESELF}",
    r"overdos\w{1,3}|jump(?:ed|ing|s)?\s(?:off|in\sfront\sof|from\sthe|out\sof)\s(?:a|the)\s(?:bridge|window|car|roof|train)",
    # done by somebody
    rf"(?:kill|kills|killed|stab|stabs|stabbed|murder|murdered)\s{WHO}",
    r"abus(?:e|es|ed|er|ing|ive)(?!\sof\s(?:the|power|blue|process))|molest\w{0,3}|rap(?:ed|ist|ing|e)|groom(?:ed|ing|er)",
    r"sexual(?:ly|ised)?|naked\s(?:photos?|pictures?|pics)|private\sparts?",
    rf"touch(?:ed|es|ing)?\s(?:{WHO}\s)?(?:down\sthere|inappropriately|in\sa\sway|where\s(?:he|she|they))",
    rf"{HARM}\s{WHO}|(?:is|was|being|been|gets|got|getting)\s{HARM}\sby",
    r"bruis(?:e|es|ed|ing)|black\seye|cigarette\sburns?|broken\s(?:arm|rib|wrist|leg)s?",
    rf"neglect(?:ed|ing|s|ful)?|starv(?:es?|ed|ing)\s{WHO}|no\sfood\s(?:in|at)",
    rf"lock(?:ed|s|ing)?\s{WHO}\s(?:in|up|out)|locked\s(?:in|up)\s(?:a|the|his|her)",
    r"(?:tied|strapped|pinned|held)\s(?:\w{1,12}\s){0,3}(?:chair|bed|floor)|face[\s-]?down",
    rf"{ADULT}\s(?:is|was|gets|got)\s(?:very\s)?violent|violent\s(?:dad|father|partner|husband|home)",
    r"domestic\s(?:violence|abuse)|forced\s(?:marriage|to\smarry)|fgm|county\slines|traffick\w{0,3}",
    # fear
    r"(?:not|isn'?t|aren'?t|never|don'?t\sfeel|doesn'?t\sfeel|no\slonger)\s(?:feel(?:s|ing)?\s)?safe(?!\s(?:to\sassume|space))",
    r"unsafe\s(?:at\shome|with)|in\s(?:immediate\s|real\s|serious\s)?danger|life\sat\srisk",
    rf"(?:scared|afraid|frightened|terrified)\s(?:of\s(?:{WHO}|dad|mum|going\shome)|to\sgo\shome|for\s(?:our|his|her|my)\sli)",
    r"(?:scared|afraid|worried)\s(?:that\s)?(?:i|he|she|they)(?:\s(?:will|might|may|could)|'ll)\s(?:hurt|kill|harm|die)",
    r"can'?t\s(?:go\son|keep\s(?:him|her|them|me|us|myself)\ssafe|cope\sany\s?more|do\sthis\sany\s?more)",
    r"knife|knives|machete|(?:has|had|got|carries|with)\sa\s(?:gun|weapon)",
    r"(?:ran|runs|running|run)\saway\sfrom\s(?:home|school|him|her|us)|went\smissing|missing\ssince",
)
DANGER = re.compile(r"(?<!\w)(?:" + "|".join(SIGNS) + r")(?!\w)", re.IGNORECASE)


def suggests_danger(text: str) -> bool:
    """Whether any of the signs is in ``text``, however it is typed."""
    return DANGER.search(normalise(text).text.replace("\n", " ")) is not None
