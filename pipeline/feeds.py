"""Lists of feeds: YAML as wirelake reads it, OPML as feed readers exchange it (opml.org/spec2.opml)."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Final, Literal
from xml.etree import ElementTree

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from pipeline.options import did_you_mean
from transforms.errors import RejectError, UserError
from transforms.fetching.addresses import web_address
from transforms.records import Feed

MAX_BYTES: Final = 10_000_000  # of a list
NO_CONTACT: Final = "publishers cannot reach you: set fetch.contact to your address or web page"
_OPML_HEAD: Final = 2_000  # characters in which the root of an OPML file stands


class ListedFeed(BaseModel):
    """One feed of a list: the fields of `transforms.records.Feed`, checked."""

    model_config = ConfigDict(extra="forbid", strict=True, str_strip_whitespace=True)

    url: str
    publisher: str | None = None
    country: str | None = Field(default=None, pattern="^[A-Z]{2}$")
    language: str | None = Field(default=None, pattern="^[A-Za-z]{2,3}(-[A-Za-z0-9]+)*$")
    agency: str | None = None
    pages: Literal["auto", "always", "never"] = "auto"
    pace: float | None = Field(default=None, ge=0, le=3600)

    @field_validator("url")
    @classmethod
    def _is_web_address(cls, url: str) -> str:
        try:
            web_address(url)
        except RejectError as error:
            raise ValueError(error.message) from None
        return url


def load_feeds(path: str) -> tuple[Feed, ...]:
    """The feeds of a YAML list, each address once.

    Raises:
        UserError: code 2, one line, for a file that cannot be read or is no such list, with the number of the feed at fault.
    """
    text = _read(path)
    if "<opml" in text[:_OPML_HEAD].lower():
        raise UserError(f"{path}: this is OPML; `wirelake feeds import {path} --output feeds.yaml` makes a list of it", 2)
    try:
        loaded = yaml.safe_load(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise UserError(f"{path}: no YAML{f' in line {mark.line + 1}' if mark else ''}", 2) from error
    listed = loaded.get("feeds") if isinstance(loaded, dict) else None
    if not isinstance(listed, list) or not listed:
        raise UserError(f"{path}: expected `feeds:` with a list of feeds, each with `url:`", 2)
    feeds = [_feed(path, number, entry) for number, entry in enumerate(listed, 1)]
    return tuple({feed.url: feed for feed in reversed(feeds)}.values())[::-1]


def _read(path: str) -> str:
    try:
        with open(path, "rb") as stream:
            data = stream.read(MAX_BYTES + 1)
        if len(data) > MAX_BYTES:
            raise UserError(f"{path}: a list of more than {MAX_BYTES:,} bytes", 2)
        return data.decode("utf-8-sig")
    except OSError as error:
        raise UserError(f"{path}: the list of feeds cannot be read ({error.strerror}); check its name", 2) from error
    except UnicodeDecodeError as error:
        raise UserError(f"{path}: the list of feeds is not UTF-8 text", 2) from error


def _feed(path: str, number: int, entry: Any) -> Feed:
    if isinstance(entry, str):
        entry = {"url": entry}
    if not isinstance(entry, dict):
        raise UserError(f"{path}: feed {number} is no mapping with `url:`", 2)
    try:
        return Feed(**ListedFeed.model_validate(entry).model_dump())
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(str(part) for part in first["loc"])
        if first["type"] == "extra_forbidden":
            what = f"unknown key {name}{did_you_mean(name, ListedFeed.model_fields)}"
        elif first["type"] == "missing":
            what = "it has no url"
        else:
            message = (
                first["msg"].replace("Input should", "must").replace("String should", "must").removeprefix("Value error, ")
            )
            what = f"{name} is {first['input']!r:.100}: {message}"
        raise UserError(f"{path}: feed {number}: {what}", 2) from error


def to_yaml(feeds: Iterable[Feed]) -> str:
    """A YAML list that `load_feeds` reads; what is not set is left out."""
    rows = []
    for feed in feeds:
        row = {name: value for name, value in feed._asdict().items() if value is not None}
        if row["pages"] == "auto":
            del row["pages"]
        rows.append(row)
    return str(yaml.safe_dump({"feeds": rows}, sort_keys=False, allow_unicode=True, width=1_000))


def read_opml(path: str) -> tuple[tuple[Feed, ...], list[str]]:
    """The feeds of an OPML file, and a line for each that is left out.

    Raises:
        UserError: code 2, for a file that cannot be read or holds no feed.
    """
    import listparser

    found = listparser.parse(_read(path).encode())
    feeds: dict[str, Feed] = {}
    left_out = []
    for entry in found.feeds:
        url = str(entry.url).strip()
        try:
            web_address(url)
        except RejectError as error:
            left_out.append(f"{path}: left out: {error.message}")
            continue
        feeds.setdefault(url, Feed(url, str(entry.title).strip() or None))
    left_out += [f"{path}: left out, a list and no feed: {entry.url}" for entry in found.lists]
    if not feeds:
        raise UserError(f"{path}: no feed in it: OPML with outlines that have xmlUrl is expected", 2)
    return tuple(feeds.values()), left_out


def to_opml(feeds: Sequence[Feed], title: str = "Feeds") -> str:
    """An OPML 2.0 document; agency, country and the rest have no place in it and are lost."""
    root = ElementTree.Element("opml", version="2.0")
    ElementTree.SubElement(ElementTree.SubElement(root, "head"), "title").text = title
    body = ElementTree.SubElement(root, "body")
    for feed in feeds:
        name = feed.publisher or feed.url
        attributes = {"type": "rss", "text": name, "title": name, "xmlUrl": feed.url}
        if feed.language:
            attributes["language"] = feed.language
        ElementTree.SubElement(body, "outline", attributes)
    ElementTree.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ElementTree.tostring(root, encoding="unicode") + "\n"


def write_text(text: str, output: str | None) -> None:
    """Write to a file that is not there yet, or to standard output.

    Raises:
        UserError: if the file is there, or cannot be written.
    """
    if output is None:
        print(text, end="")
        return
    try:
        with Path(output).open("x", encoding="utf-8") as stream:
            stream.write(text)
    except FileExistsError as error:
        raise UserError(f"{output} is there already; name a new file", 2) from error
    except OSError as error:
        raise UserError(f"{output} cannot be written ({error.strerror})") from error
