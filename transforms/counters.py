"""Names of all metrics: Beam counters, columns of `runs.counters`, and lines of the summary."""

from typing import Final

NAMESPACE: Final = "wirelake"

DOCUMENTS: Final = "documents"  # files and ranges read
RECORDS: Final = "records"  # records in: each ends as a sighting or as a reject
SIGHTINGS: Final = "sightings"
ARTICLES: Final = "articles"  # new ones: sightings marked new
REJECTS: Final = "rejects"
REJECT_REASON: Final = "reject_"  # and a reason: rejects of that reason, known ones too
REJECTS_KNOWN: Final = "rejects_known"  # of these, the same bad input as before: no new row
FACTS: Final = "facts"
FACTS_UNFIT: Final = "facts_unfit"  # amounts outside decimal(38, 9)
FACTS_NO_GRAMMAR: Final = "facts_no_grammar"  # articles in a language without a grammar
SKIPPED: Final = "skipped"  # inputs unchanged since a committed run
UNSETTLED: Final = "unsettled"  # files that may still be written: left for the next run
EMPTY_FEEDS: Final = "empty_feeds"
PAIRS: Final = "pairs"  # candidate pairs that were verified
LINKS: Final = "links"
HOT_FINGERPRINTS: Final = "hot_fingerprints"  # over the cap on stories, and so not paired
RENEWED: Final = "renewed"  # articles of streams' windows, compared anew by a batch run
CROSS_LANGUAGE: Final = "cross_language"  # near in time and agency, other language: not compared
STORIES: Final = "stories"  # touched by the run
STORY_FACTS: Final = "story_facts"
STATE_ARTICLES: Final = "state_articles"  # that a stream kept in memory after a window
STATE_STORIES: Final = "state_stories"
STATE_OVERFLOW: Final = "state_overflow"  # articles that left it before their time
REMOVED: Final = "removed_"  # and the name of a table: rows of the run that `lake forget` or `lake expire` took out later

STAGES: Final[tuple[str, ...]] = ("read", "parse", "normalise", "sign", "facts")
"""Links of the per-record chain."""

STAGE_MICROS: Final[dict[str, str]] = {stage: f"micros_{stage}" for stage in STAGES}
"""The counter of each link's time, in microseconds summed over all worker processes."""

FEEDS: Final = "feeds"  # asked
FEEDS_UNCHANGED: Final = "feeds_unchanged"  # of these, with nothing new by their answer: 304, or the same bytes
FEEDS_FAILED: Final = "feeds_failed"  # of these, rejects: no answer, or no feed
FEEDS_NOT_DUE: Final = "feeds_not_due"  # listed and not asked: they failed not long ago, or asked to wait
FEEDS_ENDED: Final = "feeds_ended"  # listed and never asked again: 410
ENTRIES_NEW: Final = "entries_new"
ENTRIES_KNOWN: Final = "entries_known"
PAGES: Final = "pages"  # fetched
PAGES_PUT_OFF: Final = "pages_put_off"  # left to later runs
REQUESTS: Final = "requests"  # of feeds, pages, robots.txt, redirects
FETCHED_BYTES: Final = "fetched_bytes"  # decompressed
MICROS_FETCH_WAIT: Final = "micros_fetch_wait"  # in which nothing had come that could be handed on
