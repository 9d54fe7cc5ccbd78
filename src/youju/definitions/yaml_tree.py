"""The one strict YAML reader: YAML 1.2 text to plain text trees, with the place of every key and value.

Enter at `read_yaml`. Scalars stay text (``011200``, ``on`` and ``true`` are what was typed; the schema
gives them their type), duplicate keys are refused, and so are anchors, aliases, tags, directives and
further documents: a pack is read by officials, who would take none of them for what it is, and aliases
allow a few lines to grow to billions ("billion laughs").

We read the events of ruamel.yaml's pure parser and build the tree ourselves, iteratively, so that
neither depth nor size can exhaust the machine, and so that all mistakes short of broken syntax are
found in one pass.

Does not belong here: which keys are allowed (`models`), files and folders (`layout`).
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)
from ruamel.yaml.reader import ReaderError

from youju.definitions.sources import Mark, Source, dotted
from youju.errors import CODES, Problem, Where

MAX_DEPTH = 24
MAX_NODES = 30_000

Tree = str | list[Any] | dict[str, Any]

_NULLS = frozenset({"", "~", "null", "Null", "NULL"})

_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")

_SYNTAX = {
    "mapping values are not allowed here": "冒号的位置不对：含冒号的文字请加引号，缩进请与上下行一致",
    "found character '\\t' that cannot start any token": "缩进用了制表符（Tab）",
    "could not find expected ':'": "缺少冒号，或冒号后没有空格",
    "expected <block end>, but found": "缩进与上下文不一致",
    "found unexpected end of stream": "引号没有成对",
    "found unknown escape character": "双引号中的反斜杠写法无效；请改用单引号",
    "expected ',' or": "方括号或花括号没有成对，或缺少逗号",
    "that cannot start any token": "不能以这个字符开头；请给这段文字加引号",
    "sequence entries are not allowed here": "短横线“- ”的位置不对",
    "did not find expected": "缩进或括号与上下文不一致",
}


@dataclass(slots=True)
class _Frame:
    """A mapping or list that is being built."""

    value: dict[str, Any] | list[Any]
    path: tuple[str | int, ...]
    has_key: bool = False
    key: str | None = None
    key_mark: Mark | None = None


@dataclass(slots=True)
class _Builder:
    """Builds the tree from events and collects what is wrong."""

    source: Source
    problems: list[Problem] = field(default_factory=list)
    root: Tree | None = None
    frames: list[_Frame] = field(default_factory=list)
    documents: int = 0
    nodes: int = 0
    skip: int = 0

    def report(self, code: str, event: Event, **fields: object) -> None:
        """Note a mistake at the place of an event."""
        mark: Any = event.start_mark
        where = Where(file=self.source.file, line=mark.line + 1, column=mark.column + 1)
        self.problems.append(Problem(CODES[code], fields, where))

    def feed(self, event: Event) -> bool:
        """Take one event; False ends the reading (limits reached)."""
        if isinstance(event, DocumentStartEvent):
            return self._document(event)
        if isinstance(event, AliasEvent):
            self.report("D310", event, what=f"别名“*{getattr(event, 'anchor', '')}”")
            return self._node(event, "")
        if isinstance(event, (ScalarEvent, MappingStartEvent, SequenceStartEvent)):
            self._refuse_marks(event)
            if isinstance(event, ScalarEvent):
                return self._node(event, event.value)
            return self._node(event, {} if isinstance(event, MappingStartEvent) else [])
        if isinstance(event, (MappingEndEvent, SequenceEndEvent)):
            self._close()
        return True

    def _document(self, event: DocumentStartEvent) -> bool:
        self.documents += 1
        if event.version or event.tags:
            self.report("D310", event, what="“%”开头的指令")
        if self.documents > 1:
            self.report("D311", event)
            return False
        return True

    def _refuse_marks(self, event: Event) -> None:
        anchor = getattr(event, "anchor", None)
        if anchor:
            self.report("D310", event, what=f"锚点“&{anchor}”")
        if getattr(event, "tag", None):
            self.report("D310", event, what="类型标签（“!”）")

    def _close(self) -> None:
        if self.skip:
            self.skip -= 1
            return
        self.frames.pop()

    def _node(self, event: Event, value: Tree) -> bool:
        """Place a scalar, or open a mapping or list, in the frame on top."""
        opens = not isinstance(value, str)
        if self.skip:
            self.skip += opens
            return True
        self.nodes += 1
        if self.nodes > MAX_NODES or len(self.frames) > MAX_DEPTH:
            self.report("D313", event, depth=MAX_DEPTH, nodes=MAX_NODES)
            self.root = None
            return False
        if isinstance(value, str):
            self._refuse_characters(event, value)
        if not self.frames:
            self.root = value
            self._open(event, value, (), None)
            return True
        frame = self.frames[-1]
        if not isinstance(frame.value, dict):
            path = (*frame.path, len(frame.value))
            frame.value.append(value)
            self._open(event, value, path, None)
        elif not frame.has_key:
            self._key(event, value, frame)
        else:
            self._value(event, value, frame)
        return True

    def _refuse_characters(self, event: Event, value: str) -> None:
        """Control characters, which no database stores, and those that turn the direction of writing.

        Escapes of double quotes can make the first; the second show a reader another text than is there.
        """
        for character in value:
            control = unicodedata.category(character) in ("Cc", "Cs") and character not in "\n\t"
            if control or character in _TURNING:
                self.report("D315", event, character=f"U+{ord(character):04X}")
                return

    def _key(self, event: Event, value: Tree, frame: _Frame) -> None:
        """Read a key: plain text, not empty, not there already; else its value is read over."""
        frame.has_key, frame.key = True, None
        if not isinstance(value, str) or value == "" or isinstance(event, AliasEvent):
            self.report("D314", event)
            self.skip += not isinstance(value, str)
        elif value in frame.value:
            first = self.source.marks.get((*frame.path, value))
            self.report("D309", event, name=value, line=first.key_line if first else "?")
        else:
            frame.key, frame.key_mark = value, Mark.of(event, style="", key=None)

    def _value(self, event: Event, value: Tree, frame: _Frame) -> None:
        key, frame.has_key = frame.key, False
        if key is None:  # the key was refused
            self.skip += not isinstance(value, str)
            return
        if isinstance(frame.value, dict):
            frame.value[key] = value
        self._open(event, value, (*frame.path, key), frame.key_mark)

    def _open(self, event: Event, value: Tree, path: tuple[Any, ...], key_mark: Mark | None) -> None:
        """Note the place of a value, and go into a mapping or list."""
        style = getattr(event, "style", None) or ""
        if not isinstance(value, str):
            self.source.marks[path] = Mark.of(event, style="", key=key_mark)
            self.frames.append(_Frame(value, path))
            return
        mark = Mark.of(event, style=style, key=key_mark)
        if not style and value in _NULLS and isinstance(event, ScalarEvent):
            line, column = (key_mark.line, key_mark.column) if key_mark else (mark.line, mark.column)
            where = Where(file=self.source.file, line=line, column=column)
            name = dotted(path) or PurePath(self.source.file).name
            self.problems.append(Problem(CODES["D312"], {"name": name}, where))
        self.source.marks[path] = mark


def read_yaml(text: str, file: str) -> tuple[Tree | None, Source, list[Problem]]:
    """Read one YAML document strictly.

    Args:
        text: Decoded content of the file, without byte order mark.
        file: Name used in messages.

    Returns:
        The tree of texts, lists and mappings (None when nothing usable was found), the places of all its
        parts, and everything that is wrong. A tree with problems is usable for further checks.
    """
    source = Source(file=file, text=text)
    builder = _Builder(source)
    try:
        for event in YAML(typ="safe", pure=True).parse(text):
            if not builder.feed(event):
                break
    except ReaderError as error:
        builder.problems.append(_unprintable(error, text, file))
        return None, source, builder.problems
    except MarkedYAMLError as error:
        builder.problems.append(_syntax_problem(error, file))
        return None, source, builder.problems
    except (YAMLError, ValueError, AttributeError, IndexError) as error:  # the scanner trips over odd input
        builder.problems.append(Problem(CODES["D308"], {"what": str(error)[:80]}, Where(file=file, line=1)))
        return None, source, builder.problems
    if builder.documents == 0:
        builder.problems.append(
            Problem(CODES["D312"], {"name": PurePath(file).name}, Where(file=file, line=1))
        )
    return builder.root, source, builder.problems


def _unprintable(error: ReaderError, text: str, file: str) -> Problem:
    position = error.position if isinstance(error.position, int) else 0
    line = text.count("\n", 0, position) + 1
    column = position - (text.rfind("\n", 0, position) + 1) + 1
    code = error.character if isinstance(error.character, int) else 0
    return Problem(CODES["D315"], {"character": f"U+{code:04X}"}, Where(file=file, line=line, column=column))


def _syntax_problem(error: MarkedYAMLError, file: str) -> Problem:
    said = " ".join(str(part) for part in (error.problem, error.context) if part)
    what = next((chinese for english, chinese in _SYNTAX.items() if english in said), said)
    mark = error.problem_mark or error.context_mark
    where = Where(file=file, line=mark.line + 1, column=mark.column + 1) if mark else Where(file=file, line=1)
    return Problem(CODES["D308"], {"what": what}, where)
