"""Small stories for the tests of the runner, made of pieces."""

from __future__ import annotations

from pathlib import Path

from youju.scenarios.reading import Story, find

HEAD = """\
scenario: small
label: 小情景
pack: supervision
organisations:
  county:
    name: 云下县人民政府
    under:
      office: 云下县统计局
      other: 云下县档案馆
people:
  jia: {name: 某甲, of: office, roles: rectifier}
  yi: {name: 某乙, of: other}
  bing: {name: 某丙, of: other, roles: operator}
story:
"""

OPENED = """\
  - on: 2023-03-01
    by: jia
    do: open
    ledger: rules_made
    record: r<n>
    repeat: 3
    values: {name: 制度<n>, unit: office}
"""

ISSUED = """\
  - on: 2023-03-05
    by: of unit
    do: issue
    record: r<n>
    repeat: 1-2
    values: {document_number: 云统〔2023〕<n>号}
    evidence: 制度<n>.docx
"""

EXPECTED = """\
  - on: 2023-03-31
    expect:
      records: {rules_made: 3}
      states: {r<1-2>: 已印发, r3: drafting}
      state_counts: {rules_made: {issued: 2, 起草中: 1}}
      values: {r1: {issued_on: 2023-03-05}, r3: {issued_on: 无}}
      acts: {r1: {issue: 1, repeal: 0}}
      timeline: {r1: 2, r3: 1}
"""


def written(folder: Path, *pieces: str, name: str = "small.yaml") -> Path:
    """A scenario file of the head and some pieces."""
    path = folder / name
    path.write_text(HEAD + "".join(pieces), encoding="utf-8")
    return path


def story(folder: Path, *pieces: str) -> Story:
    """The story of such a file."""
    (found,) = find([written(folder, *pieces)])
    return found


def line_of(path: Path, text: str) -> int:
    """Line on which a text stands for the first time."""
    return next(
        number for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1) if text in line
    )
