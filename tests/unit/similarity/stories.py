"""Invented articles for the tests of similarity: prose from the benchmark's source, so that no text is stored."""

from benchmarks.news_texts import Prose
from transforms.records import Article, Signature
from transforms.similarity.signing import sign

DAY = 86_400_000_000
_PROSE = Prose(0, 3000)
NOON = 19_700 * DAY + DAY // 2


def article(article_id: str, body: str, **changes: object) -> Article:
    """An article with the fields that dedup looks at."""
    fields = dict.fromkeys(Article._fields)
    fields |= {
        "article_id": article_id,
        "revision": 0,
        "article_body": body,
        "author": (),
        "keywords": (),
        "publisher": f"Publisher of {article_id}",
        "in_language": "en",
        "date_published": NOON,
        "date_published_precision": "minute",
        "retrieved_at": NOON,
        "body_sha256": body,
        "word_count": len(body.split()),
        "is_summary": False,
        "source_uri": article_id,
        "source_format": "json",
        "part": 0,
    }
    return Article(**{**fields, **changes})  # type: ignore[arg-type]


def signature(article_id: str, body: str, **changes: object) -> Signature:
    """The signature of such an article."""
    return sign(article(article_id, body, **changes))


def story(seed: int, words: int = 300) -> list[str]:
    """The paragraphs of an invented story."""
    _PROSE.restart(seed)
    return _PROSE.story(words)


def text(seed: int, words: int = 300) -> str:
    """An invented story as one body."""
    return "\n\n".join(story(seed, words))
