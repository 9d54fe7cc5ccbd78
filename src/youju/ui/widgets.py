"""Form widgets in the look of the components: pickers, money, days, files.

Does not belong here: what a value means (the room that asks for it).
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _

from youju.people.actors import Actor
from youju.ui import picking


class Pick(forms.TextInput):
    """A text box that helps to choose: it takes 名称（代码）, a code, or a name that only one bears.

    Args:
        kind: What is chosen (`picking.kinds`).
    """

    template_name = "ui/_pick.html"

    def __init__(self, kind: str, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs)
        self.kind = kind

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """What the template needs: besides the usual, where choices are asked for."""
        context = super().get_context(name, value, attrs)
        return {**context, "address": reverse("ui:pick", args=[self.kind])}


class Money(forms.TextInput):
    """An amount with its unit beside it."""

    template_name = "ui/_money.html"

    def __init__(self, unit: str, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"inputmode": "decimal", **(attrs or {})})
        self.unit = unit

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """What the template needs."""
        return {**super().get_context(name, value, attrs), "unit": self.unit}


class Day(forms.DateInput):
    """A day, chosen by the browser's calendar or typed as 2023-10-31."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class Drop(forms.FileInput):
    """Files, chosen or dropped, with their limits told beforehand.

    Args:
        largest: Most bytes of one file.
        kinds: What may be given, in words.
    """

    template_name = "ui/_drop_widget.html"

    def __init__(self, largest: int, kinds: str = "", attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs)
        self.largest, self.kinds = largest, kinds

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """What the template needs."""
        return {**super().get_context(name, value, attrs), "bytes": self.largest, "kinds": self.kinds}


class PickField(forms.CharField):
    """A field for one of many; gives its code.

    Args:
        kind: What is chosen.

    The form's view sets ``actor`` before it validates, because the choice depends on who chooses.
    """

    def __init__(self, kind: str, **options: Any) -> None:
        super().__init__(widget=Pick(kind), max_length=200, **options)
        self.kind = kind
        self.actor: Actor | None = None

    def clean(self, value: Any) -> str:
        """The code of what is meant.

        Raises:
            ValidationError: Nothing, or more than one, is meant.
        """
        text = super().clean(value)
        if not text:
            return ""
        found = picking.read(self.kind, text, actor=self.actor)
        if found is not None:
            return found.code
        some = picking.find(self.kind, text, actor=self.actor)
        if some:
            near = _("、").join(picking.coded(one.name, one.code) for one in some[:3])
            raise forms.ValidationError(
                _("“%(text)s”不止一种可能或不完整，请从中选择：%(near)s。") % {"text": text, "near": near}
            )
        raise forms.ValidationError(_("没有“%(text)s”，请改为全称、代码，或从列表中选择。") % {"text": text})
