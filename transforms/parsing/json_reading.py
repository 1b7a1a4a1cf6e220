"""JSON read with bounds: on nesting, on the digits of a number, and on how a broken one fails."""

import json
from collections.abc import Iterator
from typing import Any, Final

from transforms.errors import RejectError

_MAX_DIGITS: Final = 40  # Python refuses integers of more than 4,300 digits, and none of an article has 40


def _integer(digits: str) -> int | str:
    """An integer, or its digits where there are more than any use has."""
    return int(digits) if len(digits) <= _MAX_DIGITS else digits


def _constant(_name: str) -> None:
    """NaN and Infinity, which are no JSON, read as null."""
    return


_DECODER: Final = json.JSONDecoder(parse_int=_integer, parse_constant=_constant, strict=False)
_SPACE: Final = " \t\r\n\ufeff"


def _check_depth(value: Any, max_depth: int) -> None:
    """Refuse a value nested too deep, without recursion.

    Raises:
        RejectError: too_deep.
    """
    level = [value]
    for _ in range(max_depth + 1):
        level = [
            child
            for item in level
            if isinstance(item, dict | list)
            for child in (item.values() if isinstance(item, dict) else item)
            if isinstance(child, dict | list)
        ]
        if not level:
            return
    raise RejectError("too_deep", f"JSON nested more than {max_depth} deep (limits.max_depth)")


def _decode_at(text: str, index: int) -> tuple[Any, int]:
    """One value and where it ends.

    Raises:
        RejectError: bad_json, too_deep.
    """
    try:
        return _DECODER.raw_decode(text, index)
    except RecursionError:
        raise RejectError("too_deep", "JSON nested deeper than any record is") from None
    except json.JSONDecodeError as error:
        raise RejectError("bad_json", f"no JSON at character {error.pos}: {error.msg}") from error
    except ValueError as error:
        raise RejectError("bad_json", f"no JSON: {error}") from error


def _skip_space(text: str, index: int) -> int:
    while index < len(text) and text[index] in _SPACE:
        index += 1
    return index


def load_json(text: str, max_depth: int) -> Any:
    """The value of a whole JSON text. Control characters within strings are let pass, as many systems write them.

    Raises:
        RejectError: bad_json, too_deep.
    """
    value, end = _decode_at(text, _skip_space(text, 0))
    rest = _skip_space(text, end)
    if rest < len(text):
        raise RejectError("bad_json", f"more text after the JSON value, at character {rest}")
    _check_depth(value, max_depth)
    return value


def list_items(text: str) -> Iterator[str]:
    """The texts of the elements of a JSON list, one by one; those before a fault are given before it is raised.

    Raises:
        RejectError: bad_json, too_deep.
    """
    index = _skip_space(text, 0)
    if text[index : index + 1] != "[":
        raise RejectError("bad_json", "not a JSON list")
    index = _skip_space(text, index + 1)
    if text[index : index + 1] == "]":
        return
    while True:
        _, end = _decode_at(text, index)
        yield text[index:end]
        index = _skip_space(text, end)
        if text[index : index + 1] == "]":
            return
        if text[index : index + 1] != ",":
            raise RejectError("bad_json", f"a JSON list that is cut or broken at character {index}")
        index = _skip_space(text, index + 1)


def sound_text(text: str) -> str:
    r"""Text without lone surrogates, which JSON's `\ud800` may bring and UTF-8 cannot hold; pairs become their character."""
    if text.isascii():
        return text
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text
