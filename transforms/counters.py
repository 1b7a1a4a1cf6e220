"""Names of all metrics: Beam counters, columns of `runs.counters`, and lines of the summary."""

from typing import Final

NAMESPACE: Final = "wirelake"

DOCUMENTS: Final = "documents"  # files and ranges read
RECORDS: Final = "records"  # records in: each ends as a sighting or as a reject
SIGHTINGS: Final = "sightings"
ARTICLES: Final = "articles"  # new ones: sightings marked new
REJECTS: Final = "rejects"
REJECTS_KNOWN: Final = "rejects_known"  # of these, the same bad input as before: no new row
FACTS: Final = "facts"
FACTS_UNFIT: Final = "facts_unfit"  # amounts outside decimal(38, 9)
FACTS_NO_GRAMMAR: Final = "facts_no_grammar"  # articles in a language without a grammar
SKIPPED: Final = "skipped"  # inputs unchanged since a committed run
EMPTY_FEEDS: Final = "empty_feeds"
PAIRS: Final = "pairs"  # candidate pairs that were verified
LINKS: Final = "links"
HOT_FINGERPRINTS: Final = "hot_fingerprints"  # over the cap on stories, and so not paired
CROSS_LANGUAGE: Final = "cross_language"  # near in time and agency, other language: not compared
STORIES: Final = "stories"  # touched by the run
STORY_FACTS: Final = "story_facts"
REMOVED: Final = "removed_"  # and the name of a table: rows of the run that `lake forget` or `lake expire` took out later

STAGES: Final[tuple[str, ...]] = ("read", "parse", "normalise", "sign", "facts")
"""Links of the per-record chain."""

STAGE_MICROS: Final[dict[str, str]] = {stage: f"micros_{stage}" for stage in STAGES}
"""The counter of each link's time, in microseconds summed over all worker processes."""
