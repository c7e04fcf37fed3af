"""A seller's store, and the page on which its owner furnishes it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from catalog.packs import queries as packs
from catalog.studio.access import for_sellers
from ksound.core import budget
from ksound.core.views import signed_in
from marketplace.cart.views import buyer_of
from marketplace.storefront import queries
from sellers.profiles import operations
from sellers.profiles import queries as profiles
from sellers.profiles.forms import ImagesForm, ProfileForm
from sellers.profiles.models import ProfileImage
from sellers.profiles.pictures import NotAPicture, TooLarge
from sellers.registration.models import Seller

# A picture costs a second of a processor.
PICTURES_PER_HOUR = 30


@require_safe
def storefront(request: HttpRequest, public_id: str) -> HttpResponse:
    seller = get_object_or_404(Seller.objects.filter(state=Seller.State.ACTIVE), public_id=public_id)
    context = {
        "seller": seller,
        "head": queries.head(seller, user=buyer_of(request)),
        "packs": packs.of_seller(seller),
        "page": queries.sounds_of(seller, number=request.GET.get("page", "1")),
    }
    return render(request, "sellers/storefront.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_sellers
def studio_profile(request: HttpRequest, seller: Seller) -> HttpResponseBase:
    if request.method != "POST":
        return _page(request, seller)
    form = ProfileForm(request.POST, seller=seller)
    if not form.is_valid():
        return _page(request, seller, form=form)
    operations.describe(seller=seller, by=signed_in(request), words=form.cleaned_data, at=timezone.now())
    messages.success(request, _("Your profile is saved."))
    return redirect("studio-profile")


@require_http_methods(["POST"])
@for_sellers
def studio_profile_images(request: HttpRequest, seller: Seller) -> HttpResponseBase:
    """`remove` names a kind of image to take away; else the files that were chosen are taken."""
    kinds = {kind.value: kind for kind in ProfileImage.Kind}
    if gone := kinds.get(request.POST.get("remove", "")):
        operations.remove_image(seller=seller, kind=gone)
        messages.success(request, _("Removed."))
        return redirect("studio-profile")
    if wait_s := budget.spend(request, on="pictures", hourly=PICTURES_PER_HOUR, at=timezone.now()):
        response = render(request, "429.html", status=429)
        response["Retry-After"] = str(wait_s)
        return response
    form = ImagesForm(request.POST, request.FILES)
    if not form.is_valid() or not _taken(form, seller):
        return _page(request, seller, images_form=form)
    messages.success(request, _("Your profile is saved."))
    return redirect("studio-profile")


def _taken(form: ImagesForm, seller: Seller) -> bool:
    for kind in ProfileImage.Kind:
        file = form.cleaned_data[kind.value]
        if not file:
            continue
        try:
            operations.set_image(
                seller=seller, kind=kind, content=file, byte_size=file.size, at=timezone.now()
            )
        except TooLarge:
            form.add_error(kind.value, _("This picture is too large: at most 10 MB and 25 million pixels."))
        except NotAPicture:
            form.add_error(kind.value, _("This is not a PNG, JPEG or WebP picture, or it is damaged."))
    return not form.errors


def _page(
    request: HttpRequest,
    seller: Seller,
    *,
    form: ProfileForm | None = None,
    images_form: ImagesForm | None = None,
) -> HttpResponse:
    shown = profiles.shown(seller)
    context = {
        "seller": seller,
        "shown": shown,
        "form": form or ProfileForm(seller=seller, initial=ProfileForm.initial_of(shown.profile)),
        "images_form": images_form or ImagesForm(),
    }
    is_refused = bool((form and form.errors) or (images_form and images_form.errors))
    return render(request, "sellers/profile.html", context, status=422 if is_refused else 200)
