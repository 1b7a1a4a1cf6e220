"""Furniture of pages by rule, in several languages, and sentences that only look like it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.text.boilerplate import classify, is_ruler, is_sentence_end
from transforms.text.neighbours import find_furniture, is_headline_like

FURNITURE = [
    ("Jetzt abonnieren und weiterlesen", "newsletter"),
    ("(Agrega declaraciones del capitán)", "wire_mark"),
    ("READ MORE", "related"),
    ("Read more: How the harbour was dug", "related"),
    ("Related article: What the Governors Ate – Island Post", "related"),
    ("Lire aussi : les pêcheurs comptent leurs pertes", "related"),
    ("Lesen Sie auch: Warum der Nachtzug wieder fährt", "related"),
    ("Te puede interesar: los estibadores piden más", "related"),
    ("Leia também", "related"),
    ("Читайте также: как город ждал мост", "related"),
    ("関連記事：氷の彫刻家", "related"),
    ("اقرأ أيضا: خطة لتوسعة الميناء", "related"),
    ("VIDEO", "media"),
    ("This is a modal window. It can be closed by the key Escape.", "media"),
    ("Watch: the bridge opens", "media"),
    ("01:37", "duration"),
    ("1:02:45", "duration"),
    ("5 min read", "duration"),
    ("3 hours ago", "relative_date"),
    ("il y a 3 heures", "relative_date"),
    ("Share this article", "share"),
    ("Folgen Sie uns auf Facebook", "share"),
    ("Sign up for our morning newsletter", "newsletter"),
    ("Get the day's news in your inbox every morning.", "newsletter"),
    ("Advertisement", "advertisement"),
    ("Anzeige", "advertisement"),
    ("All rights reserved.", "copyright"),
    ("Tous droits réservés", "legal"),
    ("Our Standards: The Thomson Reuters Trust Principles.", "legal"),
    ("Write to the desk at [email protected]", "email"),
    ("Write to Ada Brook at [email\u00a0protected] and Tom Vale at [email\u00a0protected]", "email"),
    ("Copyright ©2024 Tidewater Media. All Rights Reserved. 0f3c5a7e9b1d2468ace013579bdf2468", "copyright"),
    ("© 2024 AFP", "copyright"),
    ("0f3c5a7e9b1d2468ace013579bdf2468", "hash"),
    ("list of 4 items", "list_of_items"),
    ("list of 4 itemsFerry operators turn to batteries", "list_of_items"),
    ("Photo: Olle Strand/Quince Bay Herald", "photo_credit"),
    ("Photo:", "photo_credit"),
    ("Foto: dpa", "photo_credit"),
    ("A crane lifts a box in the port. [File: Ada Brook/Reuters]", "caption"),
    ("The premier (L) greets her guest in the port town, March 5, 2024. /Xinhua", "caption"),
    ("The reading room of the archive. orchardisland.example", "caption"),
    ("Villagers watch the flood from a roof. Getty Images", "caption"),
    ("In this photo, villagers watch the flood from a roof.", "caption"),
    ("NORLAND-LITHIUM/ROYALTY (UPDATE 2)", "slug"),
    ("(Recasts, adds minister's quotes, background)", "wire_mark"),
    ("-30-", "wire_mark"),
    ("ENDS", "wire_mark"),
    ("EMBARGOED UNTIL 6 a.m. on Tuesday", "wire_mark"),
    ("Eds: adds details", "wire_mark"),
    ("bur-jm/dw", "initials"),
    ("(450 words)", "word_count"),
    ("* * *", "ruler"),
    ("==========", "ruler"),
    ("#trade #rivers", "hashtags"),
]

STORY = [
    "Jetzt beraten die Gemeinden, wer den Deich bezahlt.",
    "Recibe la planta más agua de la que puede tratar.",
    "Descarga el barco dos veces por semana en el muelle norte.",
    "Scarica la nave ogni notte al molo vecchio.",
    "Agregando que el puente no se abrirá antes de mayo, el alcalde pidió calma.",
    "Donatello's bronze goes back to the town that lost it.",
    "The Times of the tide are set by the moon, the ferryman said.",
    "North Quay | Ada Brook | ada.brook@quay.example",
    "The company said in its newsletter that it would subscribe to the new shares next month, once the court agrees.",
    "He shared the photo with his followers, who numbered more than three million by the end of the year.",
    "More than 300 people came.",
    "See you in court, the mayor told the builders, and closed the door of the office behind him for the last time that day.",
    "Related industries, such as shipping, will also suffer from the decision of the council.",
    "Police published a video of the attack.",
    "The copyright law was changed in 2019.",
    "A wider road",
    "What the towns do",
    "Share prices fell 3 percent on Monday.",
    "Watch makers in the valley expect a good year.",
    "At 10:30 the bells rang.",
    "He wrote on Twitter that it was over.",
    "'No limits' friendship",
    "Next week the ministers meet again, and nobody expects them to agree on anything that would change the price of grain.",
]


@pytest.mark.parametrize(("paragraph", "rule"), FURNITURE)
def test_furniture_is_known_by_rule(paragraph: str, rule: str) -> None:
    assert classify(paragraph) == rule


@pytest.mark.parametrize("paragraph", STORY)
def test_sentences_and_headings_of_a_story_are_kept(paragraph: str) -> None:
    assert classify(paragraph) is None


def test_a_list_of_items_takes_exactly_the_items_announced() -> None:
    lines = [
        "Keep reading",
        "list of 3 itemsFirst story of the day",
        "Second story of the day",
        "Third story of the day",
        "The real headline",
    ]
    assert find_furniture(lines, links=False) == ["related", "list_of_items", "list_of_items", "list_of_items", None]


def test_a_bare_photo_label_takes_name_and_caption() -> None:
    lines = [
        "The port was quiet on Monday, said its master.",
        "A crane lifts a box in the port.",
        "Photo:",
        "Ada Brook/Zuma Press",
        "It will reopen.",
    ]
    assert find_furniture(lines) == [None, "caption", "photo_credit", find_furniture(lines)[3], None]
    assert find_furniture(lines)[3] is not None


def test_headlines_under_a_label_at_the_end_go_with_it() -> None:
    lines = [
        "It will reopen in May, said its master.",
        "You may also like",
        "The bell that rings for every fire",
        "Twelve towns, one snow plough",
    ]
    assert find_furniture(lines) == [None, "related", "related", "related"]


def test_a_sub_heading_after_read_more_is_kept() -> None:
    lines = [
        "It will reopen in May, said its master.",
        "READ MORE",
        "A longer way round",
        "Ships take nine days more on the way south.",
    ]
    assert find_furniture(lines) == [None, "related", None, None]


def test_rulers_headlines_and_ends_of_sentences() -> None:
    assert is_ruler("-----")
    assert is_ruler("* * *")
    assert not is_ruler("a - b")
    assert is_headline_like("Oslo trams to run all night")
    assert not is_headline_like("Oslo trams run all night, it said.")
    assert is_sentence_end('He said: "No."')
    assert is_sentence_end("終わった。")
    assert is_sentence_end("क्या हुआ?")
    assert not is_sentence_end("A heading")


@given(st.text(max_size=300))
def test_any_paragraph_has_a_rule_or_none(paragraph: str) -> None:
    classify(paragraph)


@given(
    st.lists(
        st.sampled_from(
            ["READ MORE", "Photo:", "list of 9 items", "A headline of some words here", "A sentence of some words here."]
        ),
        max_size=30,
    )
)
def test_any_order_of_furniture_is_marked(lines: list[str]) -> None:
    assert len(find_furniture(lines)) == len(lines)
