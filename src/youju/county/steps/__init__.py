"""The steps of the year, in order; each is what its own page or command does.

Enter at `STEPS`.
"""

from __future__ import annotations

from typing import Final

from youju.county.steps.aiming import set_targets
from youju.county.steps.counting import count
from youju.county.steps.ledgers import work_ledgers
from youju.county.steps.monitoring import monitor
from youju.county.steps.register import link, make_lists, settle
from youju.county.steps.reporting import check, compose, sign, take_over
from youju.county.steps.series import take_series_in
from youju.county.steps.setting_up import set_up
from youju.county.year import Step

STEPS: Final = (
    Step("set_up", "设立机构、安装业务包", set_up),
    Step("lists", "收集四个部门的名录", make_lists),
    Step("link", "比对名录，登记单位和差异", link, "/register/"),
    Step("settle", "核实、认定差异", settle, "/ledgers/register_differences/"),
    Step("ledgers", "六本台账办理一年", work_ledgers, "/ledgers/orders/"),
    Step("series", "收录三年的主要指标", take_series_in, "/series/"),
    Step("targets", "登记年度目标", set_targets, "/targets/"),
    Step("count", "计算指标", count, "/figures/"),
    Step("monitor", "监测预警", monitor, "/monitoring/"),
    Step("compose", "生成总结和报告", compose, "/reports/"),
    Step("check", "检查文稿、核对证据", check),
    Step("sign", "三审、签发", sign, "/reports/"),
)
"""All of them with generated lists."""

REAL: Final = (*STEPS, Step("reported", "收录实际总结中的数", take_over, "/reports/reported/"))
"""All of them with real lists and reports."""
