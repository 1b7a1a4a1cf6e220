"""The German grammar of figures: dpa's language. Its words are in `seeds/figures_de.tsv`."""

from collections.abc import Sequence
from typing import Final

from transforms.extraction.continental_counts import Habits
from transforms.extraction.continental_figures import read_figures
from transforms.extraction.continental_frames import fill_frames
from transforms.extraction.languages import Grammar
from transforms.extraction.mentions import Context, FigureMention
from transforms.extraction.tokens import Sentence, Splitting
from transforms.extraction.wordlist import wordlist

HABITS: Final = Habits(language="de", per=frozenset({"pro", "je"}), nouns_capital=True)


def find_figures(text: str, sentences: Sequence[Sentence], context: Context) -> list[FigureMention]:
    """The figures of a German text."""
    return read_figures(text, sentences, context, HABITS)


GRAMMAR: Final = Grammar(
    splitting=Splitting(abbreviations=wordlist("de").words("splitting"), ordinal_stop=True),
    figures=find_figures,
    frames=fill_frames,
)
