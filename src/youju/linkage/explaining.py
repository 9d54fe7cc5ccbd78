"""Why a row belongs to its unit, how sure that is, and what kind of unit it is.

Enter at `explain`, which gives one line for each row: unit, score, zone, reason in words, the row that it was
linked by, kind and head office; `explain_rows` and `explain_all` give those of a store's rows, part by part.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from youju.linkage import comparing
from youju.linkage.clustering import nodes_of
from youju.linkage.comparing import ADDRESS, Grades
from youju.linkage.link import Linked
from youju.linkage.rows import Rows
from youju.linkage.store import Store
from youju.linkage.text import Integers
from youju.linkage.weights import probabilities

AUTOMATIC: Final = 0.99
"""Probability from which a link needs no reviewer."""
_AT_ONCE: Final = 200_000
"""Rows that are compared and told at once."""

_NAMES: Final = (
    "名称相同",
    "名称读音相同",
    *("名称相近",) * 4,
    *("名称一全一简",) * 2,
    *("名称部分相同",) * 4,
    "名称不同",
)
_ADDRESSES: Final = (
    "地址相同",
    "地址一详一略",
    "地址相近",
    "地址一详一略",
    "地址号码不同",
    "地址部分相同",
    "地址不同",
    "县区不同",
    "",
)
_PERSONS: Final = ("", "负责人相同", "负责人相近", "负责人相近", "负责人不同", "负责人不同")
_TAILS: Final = ("", "一为分支机构", "", "", "分支机构不同")
_CODES: Final = ("", "信用代码相同", "信用代码只差一处", "信用代码不同")
_PHONES: Final = ("", "电话相同", "")
_KINDS: Final = {
    "legal": "法人单位",
    "branch": "产业活动单位",
    "household": "个体经营户",
    "cooperative": "农民专业合作社",
    "other": "其他单位",
}
_CODE_KINDS: Final = {"92": "个体经营户", "93": "农民专业合作社"}
_LEGAL: Final = ("11", "12", "13", "31", "51", "52", "53", "81", "91")
"""First two characters of the codes of 机关, 事业单位, 群团, 律师事务所, 社会团体, 民办非企业单位, 基金会,
基层工会 and 企业 (GB 32100-2015, table 2)."""


def explain(linked: Linked) -> pa.Table:
    """One line for each row that counts, in the order of the rows.

    Returns:
        ``list, row, unit, score, zone, reason, with, kind, head``: score is a probability; zone is 自动
        (automatic), 待审 (to be reviewed) or 单独 (not linked to any other row).
    """
    rows, units = linked.rows, linked.units
    by, scores = _support(linked)
    chance = probabilities(scores)
    grades = _grades(rows, by)
    odd = _odd_codes(rows, by, grades)
    chance[odd] = np.minimum(chance[odd], 0.9)
    decided = np.array(linked.decisions.ruling(rows, linked.alive).same, np.int64).ravel()
    chance[decided] = 1.0
    zones = np.where(by < 0, 2, chance < AUTOMATIC)
    lists, numbers = rows.column("list"), rows.column("row")
    keys = pc.binary_join_element_wise(lists, numbers, ":")
    labels = _labels(linked, keys)
    kinds, heads = _kinds(rows), _heads(linked, labels)
    table = pa.table(
        {
            "list": lists,
            "row": numbers,
            "unit": labels.take(pa.array(units)),
            "score": pa.array(np.round(np.where(by < 0, 1.0, chance), 4)),
            "zone": pa.array(("自动", "待审", "单独")).take(pa.array(zones)),
            "reason": _reasons(grades, by, decided),
            "with": pc.fill_null(keys.take(pa.array(by, mask=by < 0)), ""),
            "kind": kinds,
            "head": heads,
        }
    )
    return table if linked.alive.all() else table.filter(pa.array(linked.alive))


def explain_rows(store: Store, numbers: Integers) -> pa.Table:
    """The lines of some rows, in the order of their numbers.

    Args:
        store: What is linked.
        numbers: Rows that count, sorted.
    """
    linked, asked = store.local(numbers)
    return explain(linked).filter(pa.array(asked[linked.alive]))


def explain_all(store: Store) -> pa.Table:
    """The lines of all rows that count, as `explain` gives them, worked out part by part."""
    numbers = np.arange(store.count)
    numbers = numbers[store.alive(numbers)]
    together = numbers[np.argsort(store.units_of(numbers), kind="stable")]
    parts = [np.sort(together[at : at + _AT_ONCE]) for at in range(0, max(len(together), 1), _AT_ONCE)]
    order = pa.array(np.argsort(np.concatenate(parts)))
    told = pa.concat_tables([explain_rows(store, part) for part in parts])
    columns = dict(zip(told.column_names, told.columns, strict=True))
    del told
    # one after another, so that never all of them are held twice
    return pa.table({name: columns.pop(name).take(order) for name in list(columns)})


def _support(linked: Linked) -> tuple[Integers, Integers]:
    """For each row the row that it was linked by (-1 for none), and the score of that.

    A rival (a better or nearly as good row of another unit) takes from the score: what counts is by how much
    the chosen unit is the better one.
    """
    rows, units, pairs = linked.rows, linked.units, linked.pairs
    count = len(rows)
    by, best, rival = np.full(count, -1), np.full(count, -(10**6)), np.full(count, -(10**6))
    left, right = np.concatenate((pairs.left, pairs.right)), np.concatenate((pairs.right, pairs.left))
    scores = np.concatenate((pairs.scores, pairs.scores))
    same = units[left] == units[right]
    rank = _ranks(rows)
    order = np.lexsort((rank[right], rows.contents[right], -scores))
    for mask, into in ((same, best), (~same, rival)):
        chosen = order[mask[order]]
        first = np.full(count, len(chosen))
        np.minimum.at(first, left[chosen], np.arange(len(chosen)))
        whose = np.flatnonzero(first < len(chosen))
        into[whose] = scores[chosen[first[whose]]]
        if into is best:
            by[whose] = right[chosen[first[whose]]]
    score = np.minimum(best, best - rival)
    codes = np.where(linked.alive, rows.numbers_of_codes, -1)
    coded, mates = _same_code(codes, rank)
    by[coded], score[coded] = mates, 12_000
    members = np.bincount(units[linked.alive], minlength=count)
    by[members[units] < 2] = -1
    lonely = (by < 0) & (members[units] >= 2) & linked.alive  # joined by a decision only
    by[lonely] = units[lonely]
    return by, score


def _ranks(rows: Rows) -> Integers:
    """The place of each row by list and number, so that ties do not hang on where rows stand."""
    keys = pa.table({"list": rows.column("list"), "row": rows.column("row")})
    order = pc.sort_indices(keys, [("list", "ascending"), ("row", "ascending")]).to_numpy()
    found = np.empty(len(order), np.int64)
    found[order] = np.arange(len(order))
    return found


def _same_code(codes: Integers, rank: Integers) -> tuple[Integers, Integers]:
    """Rows with a code, and for each another row that has it too: the first, or the last for the first."""
    coded = np.flatnonzero(codes >= 0)
    coded = coded[np.argsort(rank[coded])]
    nodes = coded[nodes_of(codes[coded])]
    others = np.flatnonzero(nodes != coded)
    last = np.full(len(codes), -1)
    np.maximum.at(last, nodes[others], others)
    firsts = np.flatnonzero(last >= 0)
    return np.concatenate((coded[others], firsts)), np.concatenate((nodes[others], coded[last[firsts]]))


def _grades(rows: Rows, by: Integers) -> Grades:
    found = np.zeros((len(rows), len(comparing.FACTORS)), np.uint8)
    some = np.flatnonzero(by >= 0)
    nothing = np.zeros(len(rows), np.int64)  # how common a name is, is no part of a reason
    for at in range(0, len(some), _AT_ONCE):
        part = some[at : at + _AT_ONCE]
        found[part] = comparing.compare(rows, part, by[part], nothing)
    return found


def _reasons(grades: Grades, by: Integers, decided: Integers) -> pa.Array:
    """Sentences from grades, of which there are few different ones; some rows were decided upon."""
    encoded = pa.array(comparing.packed(grades)).dictionary_encode()
    said = []
    for grade in comparing.unpacked(encoded.dictionary.to_numpy()).tolist():
        name, address = divmod(grade[0], ADDRESS)
        parts = (
            _CODES[grade[7]], _NAMES[name], _TAILS[grade[3]], _ADDRESSES[address], _PERSONS[grade[2]],
            _PHONES[grade[5]], "同一名录内重复" if grade[6] else "",
        )  # fmt: skip
        said.append("，".join(part for part in parts if part))
    which = np.where(by >= 0, encoded.indices.to_numpy(), len(said))
    which[decided] = len(said) + 1
    return pa.array([*said, "", "人工认定为同一单位"]).take(pa.array(which))


def _odd_codes(rows: Rows, by: Integers, grades: Grades) -> Integers:
    """Rows whose code is that of another row with which nothing else agrees: perhaps a borrowed code."""
    name, address = np.divmod(grades[:, 0].astype(np.int64), ADDRESS)
    odd = (grades[:, 7] == 1) & (name >= 11) & np.isin(address, (6, 7, 8)) & (grades[:, 2] != 1) & (by >= 0)
    return np.flatnonzero(odd & rows.has("name"))


def _labels(linked: Linked, keys: pa.Array) -> pa.Array:
    """A label for each unit, at the place of the row that stands for it: its code, else the row itself."""
    rows, units = linked.rows, linked.units
    codes = rows.said("code")
    order = pc.sort_indices(codes.texts)
    place = np.empty(len(order), np.int64)
    place[order.to_numpy()] = np.arange(len(order))
    coded = np.flatnonzero((rows.numbers_of_codes >= 0) & linked.alive)
    first = np.full(len(rows), len(order))
    np.minimum.at(first, units[coded], place[codes.numbers[coded]])
    said = codes.texts.take(order).take(pa.array(first, mask=first == len(order)))
    return pc.coalesce(said, keys)


def _kinds(rows: Rows) -> pa.Array:
    """What kind of unit each row says it is; the code knows self-employed households and cooperatives."""
    heads = pc.utf8_slice_codeunits(rows.column("code"), 0, 2)
    encoded = rows.column("kind").dictionary_encode()
    said = pa.array([_KINDS[kind] for kind in encoded.dictionary.to_pylist()], pa.string()).take(
        encoded.indices
    )
    # A 厂 or 店 that the name does not call a company is a legal unit when its code is one of these.
    doubtful = pc.is_in(said, value_set=pa.array([_KINDS["other"], _KINDS["household"]]))
    legal = pc.is_in(heads, value_set=pa.array(_LEGAL))
    said = pc.if_else(pc.and_(doubtful, legal), _KINDS["legal"], said)
    for head, kind in _CODE_KINDS.items():
        said = pc.if_else(pc.equal(heads, head), kind, said)
    return said


def _heads(linked: Linked, labels: pa.Array) -> pa.Array:
    """The head office of each branch, where exactly one unit bears its name."""
    rows, units = linked.rows, linked.units
    head, core, tail = (rows.column(name) for name in ("head", "core", "tail"))
    wanted = pc.unique(head.filter(pc.not_equal(head, "")))
    mains = pc.and_(pc.equal(tail, ""), pc.is_in(core, value_set=wanted))
    chosen = np.flatnonzero(mains.to_numpy(zero_copy_only=False) & linked.alive)
    bearers: dict[str, set[int]] = {}
    for name, unit in zip(core.take(pa.array(chosen)).to_pylist(), units[chosen].tolist(), strict=True):
        bearers.setdefault(name, set()).add(unit)
    one = {name: next(iter(found)) for name, found in bearers.items() if len(found) == 1}
    encoded = head.dictionary_encode()
    places = [one.get(name) for name in encoded.dictionary.to_pylist()]
    return pc.fill_null(labels.take(pa.array(places, pa.int64()).take(encoded.indices)), "")
