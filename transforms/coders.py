"""Registers a RowCoder for every record that travels between steps: import this module before a graph is built."""

from apache_beam.coders import RowCoder, registry

from transforms import records

RECORDS: tuple[type, ...] = (
    records.Feed,
    records.FeedEntry,
    records.Document,
    records.Article,
    records.Fact,
    records.Signature,
    records.CopyLink,
    records.LinkSet,
    records.Copy,
    records.Story,
    records.StoryFact,
    records.Reject,
    records.Sighting,
    records.SourceState,
    records.FactSet,
    records.PackedArticle,
    records.PackedSignature,
    records.Processed,
    records.Membership,
    records.StoryMember,
    records.StoryFactSet,
    records.PackedStory,
    records.DueFeed,
    records.PolledFeed,
)
"""Records with a coder of their own. The order means nothing; the fields of each are append-only."""

for _record in RECORDS:
    registry.register_coder(_record, RowCoder)
