"""Records to test with: all fields have a sensible value, any can be replaced by name."""

import datetime
import hashlib
from typing import Any

import apache_beam as beam
from apache_beam.runners.portability.fn_api_runner import FnApiRunner
from apache_beam.testing.test_pipeline import TestPipeline

from transforms.chain import processed
from transforms.records import Article, Fact, Processed
from transforms.similarity.signing import sign

BODY = "The mill in Ostwick will close in May, its owner said.\n\nAbout 200 people work there, most of them since the nineties."


def make_article(**fields: Any) -> Article:
    """An article with a headline, a body and a date; `article_body` sets `body_sha256` and `word_count` too."""
    body = fields.get("article_body", BODY)
    values: dict[str, Any] = dict.fromkeys(Article._fields)
    values |= {
        "article_id": "a" * 32,
        "revision": 0,
        "headline": "Mill to close",
        "article_body": body,
        "author": [],
        "keywords": [],
        "in_language": "en",
        "language_confidence": 0.99,
        "word_count": len(body.split()),
        "body_sha256": hashlib.sha256(body.encode()).hexdigest(),
        "is_summary": False,
        "source_uri": "/in/mill.txt",
        "source_format": "text",
        "part": 0,
        "retrieved_at": 1_700_000_000_000_000,
        "published_date": datetime.date(2022, 6, 15),
    }
    return Article(**(values | fields))


def make_fact(article: Article, start: int = 0, **fields: Any) -> Fact:
    """A fact of an article, with an id of its own."""
    values: dict[str, Any] = {
        "kind": "money",
        "start": start,
        "end": start + 3,
        "exact": article.article_body[start : start + 3],
        "sentence": article.article_body[:20],
        "rule": "test",
        "rule_version": "1",
        "fact_id": f"{article.article_id}:{start}",
        "article_id": article.article_id,
        "revision": article.revision,
    }
    return Fact(**(values | fields))


def make_processed(facts: int = 1, **fields: Any) -> Processed:
    """An article with its signature and some facts."""
    article = make_article(**fields)
    return processed(article, [make_fact(article, number) for number in range(facts)], sign(article))


def in_process() -> beam.Pipeline:
    """A test pipeline on the engine inside this process, which starts and fetches nothing."""
    return TestPipeline(runner=FnApiRunner())
