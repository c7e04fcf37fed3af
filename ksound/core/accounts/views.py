"""The settings of an account."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ksound.core.accounts import operations, queries
from ksound.core.accounts.forms import LanguageForm, NewsForm
from ksound.core.views import signed_in


@require_safe
@login_required
def account(request: HttpRequest) -> HttpResponse:
    user = signed_in(request)
    context = {
        "sign_in": queries.sign_in_of(user),
        "language_form": LanguageForm(initial={"language": user.language}),
        "news_form": NewsForm(initial={"agree_marketing": user.marketing_consent_at is not None}),
    }
    return render(request, "account/settings.html", context)


@require_POST
@login_required
def choose_language(request: HttpRequest) -> HttpResponse:
    """Back to the settings, in the language that was chosen."""
    user, form = signed_in(request), LanguageForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose one of the languages."))
        return redirect("account")
    language = form.cleaned_data["language"]
    operations.prefer_language(user=user, language=language, at=timezone.now())
    with translation.override(language):
        messages.success(request, _("Your language is saved."))
        return redirect(reverse("account"))


@require_POST
@login_required
def choose_news(request: HttpRequest) -> HttpResponse:
    user, form, now = signed_in(request), NewsForm(request.POST), timezone.now()
    day = timezone.localdate(now).isoformat()
    if form.is_valid() and form.cleaned_data["agree_marketing"]:
        operations.agree_to_news(user=user, at=now)
        messages.success(request, _("You agreed to news on %(day)s.") % {"day": day})
    else:
        operations.withdraw_from_news(user=user, at=now)
        messages.success(request, _("You withdrew from news on %(day)s.") % {"day": day})
    return redirect("account")
