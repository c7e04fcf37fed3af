"""Search by sound: the page that takes a clip, and the page of what is like it."""

from __future__ import annotations

import logging
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods

from catalog.audio.errors import ErrorCode
from catalog.effects.models import Effect
from catalog.search.by_sound import bounds, clips, problems, receiving, visitor
from catalog.search.by_sound.models import Clip
from catalog.search.similar import views as similar
from catalog.search.similar.nearest import Anchor
from catalog.search.similar.vectors import vector
from ksound.core import budget

log = logging.getLogger(__name__)

ACCEPTED = ".wav,.wave,.bwf,.aif,.aiff,.flac,.mp3,.ogg,.opus,.m4a,.wv,audio/*"
# What a form adds to the bytes of its file.
_FORM_BYTES = 64 * 1024
_LONGEST_NUMBER = 12


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def by_sound(request: HttpRequest) -> HttpResponseBase:
    """Take a clip. What is far too large is refused before it is read, which the check for forgery would do."""
    if _length(request) > bounds.MOST_BYTES + _FORM_BYTES:
        return _form(request, problem=ErrorCode.TOO_LARGE, status=413)
    return _by_sound(request)


@csrf_protect
def _by_sound(request: HttpRequest) -> HttpResponseBase:
    if request.method != "POST":
        return _form(request)
    wait_s = budget.spend(request, on="by-sound", hourly=settings.CLIPS_PER_HOUR, at=timezone.now())
    if wait_s:
        refused = _form(request, is_too_often=True, status=429)
        refused["Retry-After"] = str(wait_s)
        return refused
    try:
        clip = _received(request)
    except receiving.ClipRefused as refusal:
        return _form(request, problem=refusal.code, status=422)
    except OSError:
        log.exception("clip not stored")
        return _form(request, problem=ErrorCode.UNAVAILABLE, status=503)
    return redirect("search-by-sound-clip", public_id=clip.public_id)


def _received(request: HttpRequest) -> Clip:
    """The clip that the form brings. Raises ClipRefused, OSError, and Http404 for a sound nobody may hear."""
    now, owner = timezone.now(), visitor.become_owner(request.session)
    if "sound" in request.POST:
        first, last = (_milliseconds(request.POST.get(name, "")) for name in ("from", "to"))
        if first is None or last is None:
            raise receiving.ClipRefused(problems.BAD_REGION)
        effect = _audible(request, request.POST["sound"])
        return receiving.from_region(effect=effect, from_ms=first, to_ms=last, owner=owner, at=now)
    upload = request.FILES.get("clip")
    if upload is None:
        raise receiving.ClipRefused(problems.NOTHING)
    is_recorded = request.POST.get("kind") == Clip.Kind.RECORDING
    kind = Clip.Kind.RECORDING if is_recorded else Clip.Kind.FILE
    return receiving.receive(upload=upload, kind=kind, owner=owner, at=now)


@require_http_methods(["GET", "HEAD", "POST"])
def clip(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """What is like one's own clip. Somebody else's, a forgotten and an invented one are all the same: not there."""
    found = clips.find(public_id=public_id, owner=visitor.owner_of(request.session), at=timezone.now())
    if found is None:
        return _form(request, is_over=True, status=404)
    if request.method == "POST":
        clips.forget(clip=found)
        return redirect("search-by-sound")
    return _polled(request, found) if _is_poll(request) else _shown(request, found)


def _shown(request: HttpRequest, found: Clip) -> HttpResponseBase:
    if found.state == Clip.State.READY:
        anchor = Anchor(vector(found.features or ()))
        return similar.answer(request, anchor, template="by_sound/clip.html", clip=found)
    if found.state == Clip.State.FAILED:
        return _form(request, problem=found.error_code)
    return render(request, "by_sound/clip.html", _waiting(found))


def _polled(request: HttpRequest, found: Clip) -> HttpResponseBase:
    """What the waiting page asks every moment; the answer to the last time is the whole page that follows."""
    if found.state == Clip.State.WAITING:
        return render(request, "by_sound/waiting.html", _waiting(found))
    response = _shown(request, found)
    response["HX-Retarget"] = response["HX-Reselect"] = "#main"
    response["HX-Reswap"] = "outerHTML show:none"
    return response


def _is_poll(request: HttpRequest) -> bool:
    return request.headers.get("HX-Target") == "clip-state"


def _waiting(found: Clip) -> dict[str, Any]:
    return {"clip": found, "is_slow": timezone.now() - found.created_at > bounds.LEASE}


def _form(
    request: HttpRequest,
    *,
    problem: str = "",
    is_too_often: bool = False,
    is_over: bool = False,
    status: int = 200,
) -> HttpResponse:
    """The page that takes clips, with what was wrong with the last one."""
    sent = request.GET if request.method != "POST" or status == 413 else request.POST
    sound = sent.get("sound", "")
    context: dict[str, Any] = {
        "problem": problems.sentence(problem) if problem else "",
        "is_too_often": is_too_often,
        "is_over": is_over,
        "effect": _audible(request, sound) if sound else None,
        "from": sent.get("from", "")[:_LONGEST_NUMBER],
        "to": sent.get("to", "")[:_LONGEST_NUMBER],
        "accepted": ACCEPTED,
        "most_bytes": bounds.MOST_BYTES,
        "recording_s": bounds.RECORDING_S,
        "minutes": int(bounds.LIFETIME.total_seconds() // 60),
    }
    return render(request, "by_sound/form.html", context, status=status)


def _audible(request: HttpRequest, public_id: str) -> Effect:
    audible = Effect.objects.audible_to(request.user).exclude(cat_id="").with_facts()
    return get_object_or_404(audible, public_id=public_id)


def _length(request: HttpRequest) -> int:
    told = str(request.META.get("CONTENT_LENGTH") or "")
    return int(told) if told.isdecimal() else 0


def _milliseconds(text: str) -> int | None:
    """Seconds as people write them, in milliseconds."""
    try:
        seconds = float(text.replace(",", ".")[:_LONGEST_NUMBER])
    except ValueError:
        return None
    return round(seconds * 1000) if 0 <= seconds < 86_400 else None
