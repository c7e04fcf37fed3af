"""What the demonstration's staff recommend on the start page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from catalog.effects.models import Effect
from ksound.core.models import User
from ksound.demo import sign_ins
from marketplace.home.models import StaffPick


@dataclass(frozen=True, slots=True)
class Recommendation:
    """A planned sound by its English title, and why it is recommended."""

    title_en: str
    note_ko: str
    note_en: str


PICKS: Final = (
    Recommendation(
        "Great Bronze Bell Single Strike",
        "한 번 치면 스물여덟 초 동안 숨을 쉽니다. 맥놀이가 끝까지 살아 있습니다.",
        "One strike that breathes for twenty-eight seconds, its beating alive to the very end.",
    ),
    Recommendation(
        "Dadeumi Fulling Duet",
        "두 사람의 방망이가 서로 비켜 치는 박자가 그대로 들립니다. 무료입니다.",
        "Two pairs of clubs on one stone, dodging each other beat for beat. Free.",
    ),
    Recommendation(
        "Rain On A Tin Roof",
        "지붕 아래에서 듣는 비. 대사를 얹어도 서로 가리지 않습니다.",
        "Rain heard from the dry side. Dialogue sits on top of it without a fight.",
    ),
    Recommendation(
        "Hanok Gate Creak And Close",
        "첫 장면의 문을 열기에 이만한 소리가 없습니다.",
        "If your film opens with a gate, let it be this one.",
    ),
    Recommendation(
        "Moktak Opening Roll",
        "느리게 시작해 점점 몰아치는 목탁. 장면 전환에 바로 쓸 수 있습니다.",
        "A wooden bell that starts slowly and gathers speed: a scene change in one sound.",
    ),
    Recommendation(
        "East Sea Surf On Sand",
        "파도와 파도 사이가 길어, 반복해 깔아도 이음매가 드러나지 않습니다.",
        "Long pauses between the waves: loop it, and nobody hears the seam.",
    ),
    Recommendation(
        "Temple Eaves Wind Chime",
        "바람이 망설이다 건드리는 한 번. 여백이 아름답습니다.",
        "The wind hesitates, then touches it once. Its silence is the best of it.",
    ),
)


def recommend(*, by: User, at: datetime) -> None:
    """Make those recommendations whose sounds are on sale; staff who changed one keep their change."""
    filed = {
        effect.title_en: effect
        for effect in Effect.objects.on_sale().filter(
            title_en__in=[pick.title_en for pick in PICKS],
            seller__user__email__endswith=f"@{sign_ins.DOMAIN}",
        )
    }
    for number, pick in enumerate(PICKS, start=1):
        if effect := filed.get(pick.title_en):
            StaffPick.objects.get_or_create(
                effect=effect,
                defaults={
                    "note_ko": pick.note_ko,
                    "note_en": pick.note_en,
                    "position": number * 10,
                    "starts_at": at,
                    "picked_by": by,
                },
            )
