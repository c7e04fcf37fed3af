"""What buyers, sellers and readers write."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from ksound.core.text import CleanTextField

# Every number of stars with what it means, because screen readers read the choice aloud.
STARS = [
    (1, _("1 star: not usable")),
    (2, _("2 stars: below what I expected")),
    (3, _("3 stars: all right")),
    (4, _("4 stars: good")),
    (5, _("5 stars: excellent")),
]


class ReviewForm(forms.Form):
    stars = forms.TypedChoiceField(
        label=_("Your rating"),
        choices=STARS,
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose one to five stars."),
            "invalid_choice": _("Choose one to five stars."),
        },
    )
    text = CleanTextField(
        label=_("Your review"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("What did you use it for, and how did it do? Plain text, shown to everybody."),
    )


class ReplyForm(forms.Form):
    """Without a text an answer is taken back."""

    text = CleanTextField(
        label=_("Your answer"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Shown below the review. Leave it empty to remove your answer."),
    )


class ReportForm(forms.Form):
    text = CleanTextField(
        label=_("What is wrong with this review?"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Say in a few words what is wrong.")},
        help_text=_("Only our staff read this."),
    )
