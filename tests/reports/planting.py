"""Ways in which somebody changes a number of a document in Word, done to the file itself."""

from __future__ import annotations

import copy
import io
import zipfile
from collections.abc import Callable, Iterator
from typing import Any

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MAIN = "word/document.xml"


def body_of(content: bytes) -> Any:
    """The main part, parsed."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return etree.fromstring(package.read(MAIN))


def packed(content: bytes, root: Any) -> bytes:
    """The document with another main part."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(stream, "w") as new:
        for name in old.namelist():
            data = etree.tostring(root) if name == MAIN else old.read(name)
            new.writestr(name, data)
    return stream.getvalue()


def controls(root: Any) -> list[Any]:
    """Controls with a number in them, in the order of the text."""
    return [one for one in root.iter(f"{W}sdt") if any(char.isdigit() for char in text_of(one))]


def text_of(element: Any) -> str:
    """What is read."""
    return "".join(one.text or "" for one in element.iter(f"{W}t"))


def wrong(text: str) -> str:
    """The text with another last digit.

    >>> wrong("68.60%"), wrong("86个")
    ('68.61%', '87个')
    """
    place = max(index for index, one in enumerate(text) if one.isdigit())
    return text[:place] + str((int(text[place]) + 1) % 10) + text[place + 1 :]


def _set(control: Any, text: str) -> None:
    first, *others = list(control.iter(f"{W}t"))
    first.text = text
    for one in others:
        one.text = ""


def typed_over(control: Any) -> None:
    """The number is changed within its control."""
    _set(control, wrong(text_of(control)))


def split_and_typed_over(control: Any) -> None:
    """The control's run is split in two, as Word does, and one half is changed."""
    (run,) = list(control.iter(f"{W}r"))
    text = wrong(text_of(control))
    other = copy.deepcopy(run)
    run.addnext(other)
    run.find(f"{W}t").text, other.find(f"{W}t").text = text[:1], text[1:]


def unwrapped(control: Any) -> None:
    """The control is removed and its text, changed, stays behind."""
    _set(control, wrong(text_of(control)))
    content, parent = control.find(f"{W}sdtContent"), control.getparent()
    place = parent.index(control)
    for one in list(content):
        parent.insert(place, one)
        place += 1
    parent.remove(control)


def typed_beside(control: Any) -> None:
    """A digit is typed right behind the control."""
    run = copy.deepcopy(next(control.iter(f"{W}r")))
    run.find(f"{W}t").text = "1"
    control.addnext(run)


def emptied_and_typed_beside(control: Any) -> None:
    """The control is emptied, the wrong number stands beside it."""
    run = copy.deepcopy(next(control.iter(f"{W}r")))
    run.find(f"{W}t").text = wrong(text_of(control))
    _set(control, "")
    control.addnext(run)


def inserted_as_a_change(control: Any) -> None:
    """With tracked changes: the control deleted, the wrong number inserted."""
    run = copy.deepcopy(next(control.iter(f"{W}r")))
    run.find(f"{W}t").text = wrong(text_of(control))
    inserted, deleted = etree.Element(f"{W}ins"), etree.Element(f"{W}del")
    inserted.append(run)
    control.addprevious(deleted)
    control.addprevious(inserted)
    deleted.append(control)


def retagged(control: Any) -> None:
    """The control says that it came from elsewhere, and its number is changed."""
    control.find(f".//{W}tag").set(f"{W}val", "0" * 64)
    _set(control, wrong(text_of(control)))


def in_full_width(control: Any) -> None:
    """The wrong number in full-width digits, without its control."""
    unwide = wrong(text_of(control))
    _set(control, "".join(chr(ord(one) + 0xFEE0) if one.isdigit() else one for one in unwide))
    control.find(f".//{W}tag").set(f"{W}val", "")


WAYS: tuple[Callable[[Any], None], ...] = (
    typed_over,
    split_and_typed_over,
    unwrapped,
    typed_beside,
    emptied_and_typed_beside,
    inserted_as_a_change,
    retagged,
    in_full_width,
)


def planted(content: bytes, most: int) -> Iterator[tuple[str, bytes]]:
    """Numbers of a document, evenly from its beginning to its end, each changed in one of the ways in turn.

    Args:
        content: The document.
        most: How many.
    """
    count = len(controls(body_of(content)))
    for place in sorted({round(one * (count - 1) / (most - 1)) for one in range(most)}):
        root = body_of(content)
        control = controls(root)[place]
        way = WAYS[place % len(WAYS)]
        text = text_of(control)
        way(control)
        yield f"{way.__name__} {text}", packed(content, root)
