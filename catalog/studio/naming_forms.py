"""What a seller sends about the words in their file names."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from catalog.naming.models import MAX_CHARS, NamePart
from ksound.core.text import CleanCharField

WORD_REFUSED = _("Use at most 60 characters, without underscore or slash, and no hyphen at the edges.")


class NamePartForm(forms.Form):
    """One word and what is said of it."""

    kind = forms.ChoiceField(choices=NamePart.Kind.choices)
    text = CleanCharField(
        max_length=MAX_CHARS,
        error_messages={"required": _("Write the word first."), "max_length": WORD_REFUSED},
    )
    answer = forms.ChoiceField(choices=[("yes", ""), ("no", ""), ("forget", "")])
