"""What French, Spanish and German clauses say of their figures: change, measure, period, trade flow, links."""

from collections.abc import Sequence

from transforms.extraction.mentions import Context, DateMention, FigureMention
from transforms.extraction.tokens import Sentence


def fill_frames(
    text: str, sentences: Sequence[Sentence], figures: list[FigureMention], dates: Sequence[DateMention], context: Context
) -> None:
    """Fill the frame columns in place."""
