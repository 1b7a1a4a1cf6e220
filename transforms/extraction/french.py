"""The French grammar of figures: AFP's language. Its words are in `seeds/figures_fr.tsv`."""

from collections.abc import Sequence
from typing import Final

from transforms.extraction.continental_counts import Habits
from transforms.extraction.continental_figures import read_figures
from transforms.extraction.continental_frames import fill_frames
from transforms.extraction.languages import Grammar
from transforms.extraction.mentions import Context, FigureMention
from transforms.extraction.tokens import Sentence, Splitting
from transforms.extraction.wordlist import wordlist

HABITS: Final = Habits(language="fr", per=frozenset({"par"}), each=frozenset({"le", "la"}), blanks=True, plurals=("s", "x"))


def find_figures(text: str, sentences: Sequence[Sentence], context: Context) -> list[FigureMention]:
    """The figures of a French text."""
    return read_figures(text, sentences, context, HABITS)


GRAMMAR: Final = Grammar(
    splitting=Splitting(abbreviations=wordlist("fr").words("splitting"), elision=True),
    figures=find_figures,
    frames=fill_frames,
)
