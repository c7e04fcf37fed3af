"""What owners fill in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ksound.core.text import CleanCharField, CleanTextField
from ksound.lib.timecode import RATES, FrameRate
from marketplace.projects import texts
from marketplace.projects.buying import CHOICES
from marketplace.projects.cues.cue import span
from marketplace.projects.items import Placing
from marketplace.projects.operations import Details

NAME_ERRORS = {"required": _("Give the project a name.")}
LARGEST = 2**31 - 1


def _name(**options: Any) -> CleanCharField:
    return CleanCharField(label=_("Name"), max_length=80, error_messages=NAME_ERRORS, **options)


def _frame_rate() -> forms.ChoiceField:
    choices = [(code, one.label) for code, one in RATES.items()]
    return forms.ChoiceField(label=_("Frame rate"), choices=choices, initial="24")


class NewProjectForm(forms.Form):
    name = _name()
    frame_rate = _frame_rate()

    def details(self) -> Details:
        return Details(self.cleaned_data["name"], "", self.cleaned_data["frame_rate"])


class ProjectForm(forms.Form):
    name = _name()
    notes = CleanTextField(label=_("Notes"), max_length=2000, required=False)
    frame_rate = _frame_rate()
    version = forms.IntegerField(min_value=1, max_value=LARGEST, widget=forms.HiddenInput)

    def details(self) -> Details:
        said = self.cleaned_data
        return Details(said["name"], said["notes"], said["frame_rate"])


class ItemForm(forms.Form):
    """Time codes are read at the rate under which they were shown."""

    start = CleanCharField(label=_("Start"), max_length=20, required=False)
    end = CleanCharField(label=_("End"), max_length=20, required=False)
    note = CleanCharField(label=_("Note"), max_length=500, required=False)
    frame_rate = forms.ChoiceField(choices=[(code, code) for code in RATES], widget=forms.HiddenInput)
    version = forms.IntegerField(min_value=1, max_value=LARGEST, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        rate: FrameRate = RATES[said.get("frame_rate", "24")]
        start, end, problems = span(said.get("start", ""), said.get("end", ""), rate)
        for problem in problems:
            is_start = problem.value == said.get("start") and problem.code.startswith("timecode")
            self.add_error("start" if is_start else "end", texts.sentence(problem.code, problem.value, rate))
        return said | {"start_frame": start, "end_frame": end}

    def placing(self) -> Placing:
        said = self.cleaned_data
        return Placing(said["note"], said["start_frame"], said["end_frame"])


class AddForm(forms.Form):
    """Into which project: one of the person's, or a new one by name."""

    project = CleanCharField(max_length=26, required=False)
    name = _name(required=False)

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        if not said.get("project") and not said.get("name") and not self.errors:
            self.add_error("name", _("Choose a project, or name a new one."))
        return said


class BuyForm(forms.Form):
    licence = forms.ChoiceField(choices=[(one.code, one.code) for one in CHOICES])


class SheetForm(forms.Form):
    sheet = forms.FileField(
        label=_("Cue sheet (CSV, EDL or OTIO)"),
        max_length=255,
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.edl,.otio"}),
        error_messages={
            "required": _("Choose a file."),
            "empty": _("The file is empty."),
            "missing": _("Choose a file."),
        },
    )
