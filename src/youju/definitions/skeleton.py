"""A small pack to begin with: it passes the check, and shows every kind of file.

Enter at `write_skeleton`. The tests check what it writes, so that the format and the skeleton stay together.
"""

from __future__ import annotations

import re
from pathlib import Path

from youju.definitions.scalars import NAME_PATTERN
from youju.errors import Where, fail

_FILES: dict[str, str] = {
    "pack.yaml": """\
# 业务包：代码、名称、版本、角色、代码表。写完运行 youju pack check {name}
pack: {name}
label: 新业务包
version: 0.1.0
roles:
  clerk: 经办人员
  head: 审核人员
code_lists:
  kinds:
    label: 事项类别
    codes:
      general: 一般
      urgent: 紧急
""",
    "ledgers/items.yaml": """\
# 台账：文件名与 ledger 相同
ledger: items
label: 事项台账
record_label: 事项
number: 事〔{{year}}〕{{seq:4}}
open_by: clerk
belongs_to: unit
fields:
  title: {{label: 事项, type: text, required: true}}
  kind: {{label: 类别, type: code, codes: kinds, default: general}}
  unit: {{label: 承办单位, type: organisation, required: true}}
  result: {{label: 办理结果, type: text}}
states:
  assigned: 已交办
  submitted: 已上报
  closed: {{label: 已办结, final: true}}
transitions:
  submit: {{label: 上报, from: assigned, to: submitted, by: unit, required: result}}
  send_back: {{label: 退回, from: submitted, to: assigned, by: head, comment: required}}
  close: {{label: 办结, from: submitted, to: closed, by: head}}
clocks:
  handle: {{label: 办理期限, starts: assigned, stops: closed, due: 15 workdays, warn: 3 workdays}}
lights:
  white: state = 'closed'
  red: overdue(handle) > 0
  green: true
""",
    "figures/items.yaml": """\
figures:
  - figure: items
    label: 事项
    of: ledger items
    by: [kind, state]
    unit: 件
  - figure: close_rate
    label: 办结率
    of: ledger items
    numerator: state = 'closed'
    denominator: true
    unit: percent
    decimals: 2
""",
    "reports/monthly.md": """\
# 事项办理情况

共登记事项{{{{ items }}}}件，办结率{{{{ close_rate }}}}%。
""",
}


def write_skeleton(folder: Path) -> list[Path]:
    """Write the files of a new pack; its code is the name of the folder.

    Args:
        folder: Must not exist, or be empty.

    Returns:
        The files written.

    Raises:
        YoujuError: D323 when the folder's name cannot be a code, D393 when there is something in it.
    """
    where = Where(file=str(folder))
    if not re.fullmatch(NAME_PATTERN, folder.name):
        wanted = "由小写英文字母开头、只含小写字母、数字和下划线的文件夹名"
        raise fail("D323", where=where, value=folder.name, wanted=wanted)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise fail("D393", where=where)
    written = []
    for name, template in _FILES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(template.format(name=folder.name), encoding="utf-8")
        written.append(path)
    return written
