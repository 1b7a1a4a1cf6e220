"""`wirelake story` and `wirelake explain` on a small lake that is written through the lake's own functions."""

import datetime
import io
import itertools
import json
import math
import subprocess
import sys
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from pipeline.cli import main
from pipeline.explain import _digest, _joined
from pipeline.lake.commit import commit_run
from pipeline.lake.layout import Lake, open_lake
from pipeline.lake.staging import stage_rows
from pipeline.lake.writer import writing
from pipeline.story_text import print_story
from pipeline.story_view import CHANGES, PARAGRAPHS, StoredLink, compare_bodies, view_story
from tests.unit.samples import make_article, make_fact
from transforms.assembly import assemble_story
from transforms.packing import pack_article, pack_facts, unpack_story_facts
from transforms.records import Article, CopyLink, Fact, Membership, StoryMember
from transforms.similarity import verify as v
from transforms.similarity.frequencies import no_weights
from transforms.similarity.prepared import prepare
from transforms.similarity.signing import sign
from transforms.tables import Run, to_arrow
from transforms.text.diff import Kind

DAY: int = 86_400_000_000
NOON: int = 1_709_294_400_000_000  # 2024-03-01 12:00 UTC

LEAD = (
    "The ferry company Skagen Lines will stop its night service to Larvik in autumn, it told its crews on Monday in Hirtshals."
)
COST = "The route lost 14 million kroner in the past year, as lorries moved to the new bridge further south and fuel grew dear."
CREWS = (
    "Some 230 people work on the two ships, and the seafarers' union asked for talks with the owners before the end of March."
)
MAYOR = (
    "The mayor, Kirsten Dahlgaard, called the decision a hard blow for the harbour, which had widened its quays only last year."
)
LOCAL = (
    "A shopkeeper near the terminal said that half of those who come through her door on a summer evening are waiting to board."
)
ESCAPE = "The harbour band \x1b[31mplays\x9b2J on."
ORIGINAL = "\n\n".join([LEAD, COST, CREWS, MAYOR])
EDITED = "\n\n".join([LEAD.replace("autumn", "October"), CREWS, LOCAL, ESCAPE])
OTHER = "\n\n".join(
    [
        "Apple growers around the lake expect a late harvest after a cold spring with frost in the last week of April.",
        "Their cooperative has set aside money for heaters, and means to plant hardier trees on the slopes.",
        "Visitors may help to pick the fruit in September; the cooperative pays them in cider, its chairwoman said.",
    ]
)

ARTICLES = [
    make_article(
        article_id="aaaa1111" + "0" * 24, article_body=ORIGINAL, headline="Night ferry to stop", publisher="Nordwire",
        source_organization="AFP", source_organization_evidence="byline", date_published=NOON,
        date_published_precision="second", published_date=datetime.date(2024, 3, 1),
    ),
    make_article(
        article_id="aaaa2222" + "0" * 24, article_body=EDITED, headline="Harbour loses its ferry",
        publisher="Evil \x1b]0;owned\x07 Post", date_published=None, published_date=None,
    ),
    make_article(
        article_id="bbbb3333" + "0" * 24, article_body=ORIGINAL, headline="Ferry stops", publisher="Third Paper",
        date_published=NOON + DAY, date_published_precision="day", published_date=datetime.date(2024, 3, 2),
    ),
    make_article(
        article_id="cccc4444" + "0" * 24, article_body=OTHER, headline="Late apples", publisher="Lake Courier",
        date_published=NOON, date_published_precision="minute", published_date=datetime.date(2024, 3, 1),
    ),
    make_article(
        article_id="dddd5555" + "0" * 24, article_body=ORIGINAL + "\n\n" + LOCAL, headline="A year later", publisher="Yearly",
        date_published=NOON + 366 * DAY, date_published_precision="day", published_date=datetime.date(2025, 3, 2),
    ),
]  # fmt: skip
FERRY, APPLES, LATER = "5707" + "a" * 28, "5707" + "b" * 28, "5707" + "c" * 28


def loss(article: Article, value: int) -> Fact:
    columns: dict[str, Any] = {"kind": "money", "unit": "NOK", "flow": "balance", "measure": "loss", "exact": f"{value} kroner"}
    return make_fact(article, value=Decimal(value), **columns)


def links() -> list[CopyLink]:
    signed = [sign(article) for article in ARTICLES]
    text = [prepare(one, no_weights()) for one in signed]
    found = [v.copy_link(signed[a], signed[b], text[a], text[b]) for a, b in itertools.combinations(range(2), 2)]
    return [link for link in found if link] + v.identical_links([signed[0], signed[2]], 10)


def write(lake: Lake) -> None:
    facts = [[loss(ARTICLES[0], 14)], [loss(ARTICLES[1], 17)], [loss(ARTICLES[2], 14)], [], []]
    stories = []
    for story_id, members in ((FERRY, (0, 1, 2)), (APPLES, (3,)), (LATER, (4,))):
        rows = [(ARTICLES[at], facts[at]) for at in members]
        stories.append(
            assemble_story(
                StoryMember(Membership(story_id, a.article_id, []), pack_article(a), pack_facts(a, f)) for a, f in rows
            )
        )
    tables: dict[str, Sequence[Any]] = {
        "articles": ARTICLES,
        "signatures": [sign(article) for article in ARTICLES],
        "links": links(),
        "stories": [story for story, _ in stories],
        "story_facts": unpack_story_facts(packed for _, packed in stories),
    }
    with writing(lake, "night"):
        parts = []
        for table, listed in tables.items():
            parts += stage_rows(lake, "night", table, "0", to_arrow(table, listed, run_id="night"))
        run = Run("night", None, None, NOON, NOON, "done", "0", "0" * 64, "test", ("/in",), "{}", "{}")
        commit_run(lake, run, parts, {"stories": [FERRY, APPLES, LATER], "story_facts": [FERRY, APPLES, LATER]})


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = str(tmp_path_factory.mktemp("story") / "lake")
    write(open_lake(path, create=True))
    return path


class Ask:
    """Runs a command on the lake."""

    def __init__(self, capsys: pytest.CaptureFixture[str], lake: str) -> None:
        self.capsys = capsys
        self.lake = lake

    def __call__(self, *args: str) -> tuple[int, str, str]:
        code = main([*args, "--lake", self.lake])
        printed = self.capsys.readouterr()
        return code, printed.out, printed.err

    def object(self, *args: str) -> dict[str, Any]:
        code, out, err = self(*args, "--format", "json")
        assert (code, err, out.count("\n")) == (0, "", 1)
        found = json.loads(out)
        assert isinstance(found, dict)
        return found


@pytest.fixture
def ask(capsys: pytest.CaptureFixture[str], lake: str) -> Ask:
    return Ask(capsys, lake)


def test_a_story_tells_what_each_copy_did(ask: Ask) -> None:
    story = ask.object("story", FERRY)
    assert (story["copy_count"], story["source_organization"]) == (3, "AFP")
    assert [(copy["article_id"][:8], copy["role"]) for copy in story["copies"]] == [
        ("aaaa1111", "original"), ("bbbb3333", "copy"), ("aaaa2222", "copy"),
    ]  # fmt: skip
    assert story["copies"][0]["compared"] is None
    assert story["copies"][1]["compared"]["counts"] == {"same": 4, "moved": 0, "changed": 0, "added": 0, "cut": 0}
    edited = story["copies"][2]["compared"]
    assert edited["counts"] == {"same": 1, "moved": 0, "changed": 1, "added": 2, "cut": 2}
    assert edited["fates"] == ["changed", "cut", "same", "cut"]
    assert {"kind": "cut", "text": "autumn,"} in edited["changes"][0]["words"]


def test_a_story_tells_why_each_was_linked_and_what_they_differ_on(ask: Ask) -> None:
    story = ask.object("story", FERRY)
    assert story["copies"][1]["links"][0]["method"] == "identical"
    assert 0 < story["copies"][2]["links"][0]["probability"] <= 1
    (conflict,) = story["conflicts"]
    assert [(fact["value"], fact["stated_by"], fact["agreement"]) for fact in conflict] == [(14, [1, 2], 2), (17, [3], 1)]


@pytest.mark.parametrize("given", [FERRY, "aaaa1111" + "0" * 24, "aaaa22", "bbbb3333"])
def test_a_story_is_found_by_its_id_or_a_member(ask: Ask, given: str) -> None:
    assert ask.object("story", given)["story_id"] == FERRY


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (["story", "5707"], "5707: too short; give at least 6 characters"),
        (["story", "ffffffff"], "ffffffff: no story or article has such an id; wirelake query"),
        (["story", ""], "too short"),
        (["explain", "aaaa11", "ffffffff"], "ffffffff: no article has such an id"),
        (["explain", "aaaa11", "aaaa1111"], "both ids name the article aaaa1111"),
        (["explain", "\x1b[2Jabcdef", "aaaa11"], "\\x1b[2Jabcdef: no article"),
    ],
)
def test_an_id_that_names_nothing_is_one_line(ask: Ask, args: list[str], says: str) -> None:
    code, out, err = ask(*args)
    assert (code, out, err.count("\n")) == (1, "", 1)
    assert says in err
    assert "\x1b" not in err


def test_an_id_that_names_several_is_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    place = open_lake(str(tmp_path / "lake"), create=True)
    pair = [ARTICLES[0], ARTICLES[3]._replace(article_id="aaaa11119" + "0" * 23)]
    stories = [
        assemble_story([StoryMember(Membership(f"{n}" * 32, a.article_id, []), pack_article(a), pack_facts(a, []))])[0]
        for n, a in enumerate(pair)
    ]
    with writing(place, "night"):
        parts = stage_rows(place, "night", "articles", "0", to_arrow("articles", pair, run_id="night"))
        parts += stage_rows(place, "night", "stories", "0", to_arrow("stories", stories, run_id="night"))
        run = Run("night", None, None, NOON, NOON, "done", "0", "0" * 64, "test", ("/in",), "{}", "{}")
        commit_run(place, run, parts, {"stories": [story.story_id for story in stories]})
    assert main(["story", "aaaa1111", "--lake", str(tmp_path / "lake")]) == 1
    assert "aaaa1111: 2 stories match (0000" in capsys.readouterr().err
    assert main(["explain", "aaaa1111", "aaaa11119", "--lake", str(tmp_path / "lake")]) == 1
    assert "aaaa1111: 2 articles match" in capsys.readouterr().err


def test_text_shows_changes_and_lets_no_control_character_through(ask: Ask) -> None:
    code, out, err = ask("story", FERRY)
    assert (code, err) == (0, "")
    assert "[-autumn,-] {+October,+}" in out
    assert f"- 2  {COST}" in out
    assert "The harbour band \\x1b[31mplays\\x9b2J on." in out
    assert "14 NOK (14 kroner): 1 Nordwire, 2 Third Paper" in out
    assert all(char == "\n" or char.isprintable() for char in out)
    assert all(char == "\n" or char.isprintable() for char in ask("story", FERRY, "--format", "json")[1])


def test_a_terminal_gets_colour_and_its_width(lake: str) -> None:
    out = io.StringIO()
    print_story(Console(file=out, force_terminal=True, width=60, color_system="standard"), view_story(open_lake(lake), FERRY))
    plain = io.StringIO()
    print_story(Console(file=plain, width=60), view_story(open_lake(lake), FERRY))
    assert "\x1b[" in out.getvalue()
    assert "\x1b" not in plain.getvalue()
    assert max(map(len, plain.getvalue().splitlines())) <= 60


def test_of_many_copies_the_first_are_shown(ask: Ask) -> None:
    code, out, _ = ask("story", FERRY, "--limit", "1")
    assert code == 0
    assert "… and 2 more; --limit 0 shows all" in out
    assert ask.object("story", FERRY, "--limit", "2")["copies_left_out"] == 1
    assert ask.object("story", FERRY, "--limit", "0")["copies_left_out"] == 0


def test_of_many_changes_the_first_are_told() -> None:
    compared = compare_bodies([], [f"Paragraph {number}" for number in range(CHANGES + 7)])
    assert (len(compared.changes), compared.left_out) == (CHANGES, 7)


def test_of_a_flood_of_paragraphs_the_first_are_compared() -> None:
    flood = [f"Paragraph {number} of a body without an end" for number in range(PARAGRAPHS + 5)]
    compared = compare_bodies(flood, [*flood, "one more"])
    assert (compared.counts[Kind.SAME], len(compared.fates), compared.paragraphs_left_out) == (PARAGRAPHS, PARAGRAPHS, 6)


def test_a_linked_pair_is_explained(ask: Ask) -> None:
    found = ask.object("explain", "aaaa1111", "aaaa2222")
    evidence = found["evidence"]
    assert found["compared"]
    assert found["one_story"]
    verdict = evidence["verdict"]
    total = verdict["intercept"] + sum(term["product"] for term in verdict["terms"])
    assert total == pytest.approx(verdict["log_odds"])
    assert all(term["product"] == pytest.approx(term["value"] * term["coefficient"]) for term in verdict["terms"])
    # the fixture's link was made without frequencies: what is shown now follows from the terms beside it
    assert verdict["probability"] == pytest.approx(1 / (1 + math.exp(-total)))
    assert verdict["probability"] > verdict["threshold"]
    assert found["stored_links"][0]["probability"] > verdict["threshold"]


def test_articles_with_one_body_are_linked_by_it(ask: Ask) -> None:
    found = ask.object("explain", "aaaa1111", "bbbb3333")
    assert (found["linked"], found["one_story"], found["evidence"]["identical"]) == (True, True, True)
    assert found["summary"].startswith("linked: the same body")
    assert found["clustering"] == ["one story: the two are linked to each other"]


@pytest.mark.parametrize(
    ("pair", "reason"),
    [
        (("aaaa1111", "cccc4444"), "not linked, not compared: shared fingerprints: 0; needed: 3 or more"),
        (("aaaa1111", "dddd5555"), "not linked, not compared: window: published 365 days apart; needed: 10 or fewer"),
    ],
)
def test_a_pair_that_was_not_compared_says_why(ask: Ask, pair: tuple[str, str], reason: str) -> None:
    found = ask.object("explain", *pair)
    assert (found["linked"], found["one_story"], found["compared"]) == (False, False, False)
    assert found["summary"] == reason
    assert found["clustering"] == ["two stories: no link is stored between any copy of the one and any of the other"]


def test_another_window_is_another_answer(ask: Ask) -> None:
    found = ask.object("explain", "aaaa1111", "dddd5555", "--lookback-days", "365")
    assert found["compared"]
    assert "though the probability is" in found["summary"]


def link(a: str, b: str, probability: float, shared_words: int = 50) -> StoredLink:
    return StoredLink(a, b, probability, 0.5, shared_words, v.METHOD, "night")


@pytest.mark.parametrize(
    ("links", "says"),
    [
        ([link("a", "b", 0.9)], "one story: the two are linked to each other"),
        (
            [link("a", "c", 0.9), link("b", "c", 0.8)],
            "one story through others, with the probability of each step: a, c (0.900), b (0.800)",
        ),
        ([link("a", "c", 0.9), link("b", "c", 0.2)], "one story by the mean of all links between its groups"),
    ],
    ids=["directly", "through another", "by the mean"],
)
def test_what_joins_two_copies_of_a_story(links: list[StoredLink], says: str) -> None:
    assert _joined(("a", "b"), links, 0.56).startswith(says)


def test_a_digest_that_is_kept_alone_is_named() -> None:
    story_of = {"digest": "s0", "a": "s1", "a2": "s1", "b": "s2"}
    links = [link("digest", "a", 0.9, 40), link("a2", "digest", 0.9, 35), link("digest", "b", 0.7, 30)]
    (told,) = _digest("digest", links, story_of, {"digest": 100})
    assert "at most 40% of it is in any one story (50% is needed) and 30% in a second one (15% make a digest)" in told
    assert _digest("digest", links, story_of, {"digest": 60}) == []
    assert _digest("digest", links[:2], story_of, {"digest": 100}) == []


def test_an_explanation_as_text(ask: Ask) -> None:
    code, out, err = ask("explain", "aaaa1111", "aaaa2222")
    assert (code, err) == (0, "")
    assert "yes  language" in out
    assert "log-odds" in out
    assert "is based on" in out
    assert all(char == "\n" or char.isprintable() for char in out)


@pytest.mark.parametrize("args", [["story", "aaaa1111"], ["explain", "aaaa1111", "cccc4444"]], ids=" ".join)
def test_they_start_without_beam(lake: str, args: list[str]) -> None:
    command = (
        f"import sys; from pipeline.cli import main; main({[*args, '--lake', lake]!r}); print('apache_beam' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", command], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.splitlines()[-1] == "False"
