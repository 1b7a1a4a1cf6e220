"""Lines of a page that are no part of the story: links to other articles, house boilerplate, captions of buttons.

The text modules take most of it out of the body; what they leave must not make two unrelated articles of one house alike, so
signing drops it again, by general cues. A cue may drop a sentence of a real story: it drops it from every copy alike.
"""

import re
from typing import Final

LINK_LINE: Final = re.compile(
    r"\W*(?:(?:read|see|watch|listen|explore)\s+(?:more|also|next|too|now)|also\s+(?:read|see|watch|on)|related(?:\s+\w+)?|"
    r"more\s+(?:on|from|about|in|news)\b[^:|]{0,40}|don'?t\s+miss|in\s+case\s+you\s+missed\s+it|you\s+may\s+also\s+like|"
    r"recommended(?:\s+\w+)?|editor'?s\s+picks?|most\s+(?:read|popular|viewed)|trending|keep\s+reading|tags?|topics?|"
    r"(?:file\s+)?(?:photo|image|picture|video)s?(?:\s+(?:credit|by|courtesy))?|lire\s+aussi|lea\s+tambi[eé]n|lesen\s+sie\s+auch|"
    r"leia\s+tamb[eé]m|leggi\s+anche)\s*[:|»>]",
    re.IGNORECASE,
)
"""What introduces a link, a credit or a list of tags, with the mark that sets it off. For the start of a line."""

BUTTON_LINE: Final = re.compile(
    r"\W*(?:advertisement|sponsored(?:\s+content)?|(?:story|article)\s+continues\s+below.*|back\s+to\s+top|leave\s+a\s+comment|"
    r"comments?(?:\s*\(\d+\))?|listen\s+to\s+this\s+article.*|share(?:\s+this.*)?|print(?:\s+this.*)?|read\s+more|keep\s+reading|"
    r"most\s+(?:read|popular|viewed)(?:\s+in\s+\w+)?|list\s+of\s+\d+\s+items?.*|continue\s+reading.*|recommended.*|"
    r"(?:last\s+)?(?:published|updated|posted)\b.{0,60}\d.*|\d+\s+min(?:ute)?s?\s+read|skip\s+(?:to|past)\s.*)\W*",
    re.IGNORECASE,
)
"""A whole line that is a button, a stamp or an advertisement mark."""

CUES: Final = (
    "all rights reserved", "may not be published", "without permission", "terms of use", "terms of service", "privacy policy",
    "cookies to", "use cookies", "newsletter", "subscribe", "subscription", "unlimited access", "cancel at any time",
    "sign up", "sign in", "log in", "social media for the latest", "follow us", "follow our", "join our", "our channel",
    "share this", "share your", "click here", "download our", "our app", "our newsroom", "contact our", "send us",
    "community guidelines", "your comments", "before posting", "by continuing to browse", "do not necessarily reflect",
    "views expressed", "standards council", "editorial standards", "readers' editor", "readers editor", "contains an error",
    "report an error", "corrections page", "accurate, fair", "delivered to your", "straight to your", "in your inbox",
    "to your inbox", "wire agency feed", "syndicated feed", "auto-generated", "not been edited by", "without modifications",
    "modifications to the text", "only the headline", "copyright", "\u00a9", "story to share", "support our journalism",
    "editing by", "whatsapp", "reporting by", "additional reporting", "push notifications", "breaking news alerts",
    "first to comment", "to view this content", "enable javascript", "email protected",
)  # fmt: skip
"""Phrases, in lower case, that hardly ever stand in a story's own sentences."""

_SENTENCES: Final = re.compile(r"(?<=[.!?])\s+")
_LONG_LINE = 400


def story_lines(text: str) -> list[str]:
    """The lines of a body without link lines, buttons and sentences of house boilerplate.

    Args:
        text: the body, quotation marks already folded to ASCII apostrophes.

    Returns:
        the lines that remain, in order; a line that held boilerplate keeps its other sentences.
    """
    lines = [line for line in text.split("\n") if line and not _is_furniture(line)]
    lowered = "\n".join(lines).lower()
    cues = [cue for cue in CUES if cue in lowered]
    if not cues:
        return lines
    return [kept for kept in (_without_boilerplate(line, cues) for line in lines) if kept]


def _is_furniture(line: str) -> bool:
    if len(line) > _LONG_LINE:
        return False
    return LINK_LINE.match(line) is not None or BUTTON_LINE.fullmatch(line) is not None


def _without_boilerplate(line: str, cues: list[str]) -> str:
    if not _has_cue(line, cues):
        return line
    return " ".join(part for part in _SENTENCES.split(line) if not _has_cue(part, cues))


def _has_cue(text: str, cues: list[str]) -> bool:
    lowered = text.lower()
    return any(cue in lowered for cue in cues)
