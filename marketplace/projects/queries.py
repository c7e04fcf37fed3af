"""Reading projects for pages."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q, QuerySet

from catalog.effects.models import Effect
from ksound.core.models import User
from ksound.lib import ulid
from marketplace.favourites.queries import is_on_sale
from marketplace.licences import queries as licences
from marketplace.licences.models import Licence
from marketplace.projects import file_names
from marketplace.projects.cues.cue import Cue, CueSheet
from marketplace.projects.models import CueImport, Project, ProjectItem

PAGE_SIZE = 100
LISTED = Q(items__removed_at=None)


@dataclass(frozen=True, slots=True)
class Entry:
    """One item as a page shows it."""

    item: ProjectItem
    is_on_sale: bool
    is_owned: bool

    @property
    def effect(self) -> Effect:
        return self.item.effect


def projects_of(owner: User) -> list[Project]:
    """All of them with `count` of their sounds, the last changed first: one statement."""
    return list(Project.objects.present().of(owner).annotate(count=Count("items", filter=LISTED)))


def project_of(owner: User, public_id: str) -> Project | None:
    if not ulid.is_ulid(public_id):
        return None
    return Project.objects.present().of(owner).filter(public_id=public_id).first()


def deleted_of(owner: User, public_id: str) -> Project | None:
    """A project that can be restored."""
    if not ulid.is_ulid(public_id):
        return None
    return Project.objects.of(owner).filter(public_id=public_id, deleted_at__isnull=False).first()


def shared(token: str) -> Project | None:
    if not token.isascii() or not token.isprintable():
        return None
    return Project.objects.present().filter(share_token=token).first()


def item_of(project: Project, public_id: str) -> ProjectItem | None:
    if not ulid.is_ulid(public_id):
        return None
    return listed(project).filter(public_id=public_id).first()


def listed(project: Project) -> QuerySet[ProjectItem]:
    """The items in order with everything a row shows."""
    return project.items.filter(removed_at=None).select_related("effect__file", "effect__seller")


def page_of(project: Project, *, number: str, viewer: User | None) -> tuple[Page[ProjectItem], list[Entry]]:
    """One page of items, as read and as shown: three statements whatever their number, two for a visitor."""
    page = Paginator(listed(project), PAGE_SIZE).get_page(number)
    rows = list(page)
    owned = owned_by(viewer, {item.effect_id for item in rows})
    return page, [Entry(item, is_on_sale(item.effect), item.effect_id in owned) for item in rows]


def following(project: Project, page: Page[ProjectItem]) -> str:
    """The first item of the next page, before which the last place of this one lies; "" at the end."""
    return listed(project)[page.end_index()].public_id if page.has_next() else ""


def owned_by(user: User | None, effects: set[int]) -> set[int]:
    """Those of `effects` for which this person holds any licence in force."""
    return {effect for effect, _code in licences.held(user_id=user.pk, effects=effects)} if user else set()


def sheet(project: Project) -> CueSheet:
    """The whole project as a cue sheet: one statement."""
    cues = tuple(_cue(item) for item in listed(project))
    return CueSheet(project.name, project.rate, cues)


def _cue(item: ProjectItem) -> Cue:
    effect = item.effect
    return Cue(
        sound_id=effect.public_id,
        file_name=file_names.of(effect),
        title=effect.title,
        start=item.start_frame,
        end=item.end_frame,
        note=item.note,
        cat_id=effect.cat_id,
        seller=effect.seller.display_name,
        duration_ms=effect.file.duration_ms or 0,
    )


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One line of the printed cue sheet."""

    item: ProjectItem
    file_name: str

    @property
    def effect(self) -> Effect:
        return self.item.effect


def sheet_rows(project: Project) -> list[SheetRow]:
    return [SheetRow(item, file_names.of(item.effect)) for item in listed(project)]


def removed_of(project: Project, public_id: str) -> ProjectItem | None:
    """An item whose removal can be taken back."""
    items = project.items.select_related("effect__file", "effect__seller")
    return items.filter(public_id=public_id, removed_at__isnull=False).first() if public_id else None


def import_of(project: Project) -> CueImport | None:
    """What was read at the project's present frame rate and waits."""
    return CueImport.objects.filter(project=project, frame_rate=project.frame_rate).first()


def licences_of(project: Project) -> list[Licence]:
    """For each sound its owner's oldest licence in force, in the order of the project: two statements."""
    order = list(project.items.filter(removed_at=None).values_list("effect_id", flat=True))
    found = (
        Licence.objects.filter(
            holder=project.owner_id, order_line__effect__in=order, state=Licence.State.ACTIVE
        )
        .select_related(
            "holder",
            "order_line__audio_file",
            "order_line__effect",
            "order_line__order",
            "order_line__seller",
        )
        .order_by("-granted_at", "-pk")
    )
    by_effect = {licence.order_line.effect_id: licence for licence in found}
    return [by_effect[effect] for effect in dict.fromkeys(order) if effect in by_effect]
