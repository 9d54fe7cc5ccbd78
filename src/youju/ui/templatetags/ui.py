"""Tags for templates: the surroundings of a page, addresses of style sheets and scripts, fields, lights.

Use ``{% load ui %}``; docs/guides/make-a-page.md shows each one. Does not belong here: HTML
(``templates/ui``).
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django import template
from django.forms import BaseForm, BoundField
from django.template import Context
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

from youju.people.queries import organisation_names
from youju.ui import bundles, formats, rows, shell, tables
from youju.ui.charts import Chart

register = template.Library()
register.filters.update(formats.register.filters)


@register.simple_tag(takes_context=True, name="shell")
def shell_tag(context: Context) -> shell.Shell:
    """What stands around the page: ``{% shell as shell %}``."""
    request = context.get("request")
    return shell.around(
        request,
        section=context.get("section") or "",
        as_of=context.get("as_of"),
        at=getattr(request, "began", None),
    )


@register.simple_tag
def asset(name: str) -> str:
    """Address of a bundle: ``{% asset "youju.css" %}``."""
    return static(f"ui/{bundles.file_name(name)}")


@register.simple_tag
def light(
    name: str, label: str = "", count: int | None = None, href: str = "", current: bool = False
) -> SafeString:
    """A light by colour, shape and word: ``{% light "red" "逾期" count=3 href="?light=red" %}``."""
    return _light(name, str(formats.light_label(name, label)), count, href, current)


@lru_cache(maxsize=4096)  # a list has fifty of them, and few that differ
def _light(name: str, label: str, count: int | None, href: str, current: bool) -> SafeString:
    shown = {"name": name, "label": label, "count": count, "href": href, "current": current}
    return render_to_string("ui/_light.html", {"light": {**shown, "shape": formats.shape(name)}})


@register.simple_tag(name="rows")
def rows_tag(table: tables.Table) -> SafeString:
    """The rows of a table: ``{% rows table %}``."""
    return rows.drawn(table, lambda name, label, href: light(name, label, href=href), state)


@register.inclusion_tag("ui/_chart.html", name="chart")
def chart_tag(chart: Chart) -> dict[str, Any]:
    """A chart, drawn by a script beside the table of the same values: ``{% chart chart %}``."""
    return {"chart": chart, "data_id": f"{chart.id}-data"}


@register.inclusion_tag("ui/_field.html")
def field(bound: BoundField) -> dict[str, Any]:
    """A field of a form with label, hint, error and widget: ``{% field form.title %}``.

    The widget is told of its hint and its error, and a wrong one says so to assistive technology.
    """
    described = [f"{bound.auto_id}-hint"] if bound.help_text else []
    described += [f"{bound.auto_id}-error"] if bound.errors else []
    attributes: dict[str, Any] = {}
    if described:
        attributes["aria-describedby"] = " ".join(described)
    if bound.errors:
        attributes["aria-invalid"] = "true"
    widget = bound.field.widget
    return {
        "field": bound,
        "widget": bound.as_widget(attrs=attributes),
        "grouped": bool(getattr(widget, "use_fieldset", False)),
    }


@register.inclusion_tag("ui/_fields.html")
def fields(form: BaseForm) -> dict[str, Any]:
    """All visible and hidden fields of a form, in its order: ``{% fields form %}``."""
    return {"form": form}


@register.inclusion_tag("ui/_errors.html")
def errors(source: Any) -> dict[str, Any]:
    """What is wrong, on top of a form, each with a link to its field: ``{% errors form %}``.

    Takes a form, or a list of sentences, or of pairs (id of the field, sentence).
    """
    if isinstance(source, BaseForm):
        found = [("", sentence) for sentence in source.non_field_errors()]
        for bound in source:
            found += [(bound.id_for_label or bound.auto_id, sentence) for sentence in bound.errors]
        return {"errors": found}
    return {"errors": [("", one) if isinstance(one, str) else one for one in source or ()]}


@register.filter
def unlocalized(value: Any) -> str:
    """A number as programs read it, whatever the reader's language: ``{{ row.width|unlocalized }}``."""
    return str(value)


@register.simple_tag
def organisation_name(code: str | None) -> str:
    """Name of an organisation; an unknown one is shown by its code: ``{% organisation_name code %}``."""
    return organisation_names([code]).get(code, code) if code else ""


@register.simple_tag
def state(label: str, kind: str = "") -> SafeString:
    """A state as a badge: ``{% state "整改中" "going" %}``; kinds: going, done, void, or none."""
    known = f" badge-{kind}" if kind in ("going", "done", "void") else ""
    return format_html('<span class="badge{}">{}</span>', known, label)
