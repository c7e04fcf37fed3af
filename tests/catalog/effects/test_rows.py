"""A sound as one line of a list."""

from __future__ import annotations

from html import escape

import pytest
from django.template import Context, Template
from django.utils import translation

from catalog.effects.models import AudioFile, Effect
from catalog.effects.rows import rows, sound_format
from ksound.core.templatetags.ksound import money


@pytest.mark.parametrize(
    ("container", "rate", "depth", "said"),
    [
        ("wav", 96_000, 24, "WAV 96/24"),
        ("wav", 44_100, 16, "WAV 44.1/16"),
        ("mp3", 48_000, None, "MP3 48"),
        ("", None, None, ""),
    ],
)
def test_a_format_is_said_in_one_word(container: str, rate: int | None, depth: int | None, said: str) -> None:
    assert sound_format(AudioFile(container=container, sample_rate_hz=rate, bit_depth=depth)) == said


@pytest.mark.parametrize("language", ["ko", "en"])
def test_a_line_says_what_the_sound_says_of_itself(on_sale: Effect, language: str) -> None:
    """Some addresses are made once for all rows: they are the effect's own."""
    with translation.override(language):
        line = rows([Effect.objects.with_facts().get(pk=on_sale.pk)], favourites=())
        for fact in (
            f'data-preview="{on_sale.preview_url}"',
            f'data-peaks="{on_sale.peaks_url}"',
            f'href="{on_sale.get_absolute_url()}"',
            f">{escape(on_sale.title)}</a>",
            f">{on_sale.cat_id}</span>",
            f">{on_sale.category_label}</span>",
            f">{money(on_sale.price)}</span>",
            ">WAV 48/24 ",
        ):
            assert fact in line
        assert "data-free" not in line
        assert 'aria-pressed="false"' in line
        assert 'aria-pressed="true"' in rows([on_sale], favourites={on_sale.pk})


def test_a_hostile_title_is_only_a_title(on_sale: Effect) -> None:
    on_sale.title_ko = '"><script>alert(1)</script>~effect.pk~'
    line = rows([on_sale], favourites=())
    assert "<script" not in line
    assert line.count(escape(on_sale.title_ko)) > 3


def test_a_list_shows_hearts_of_its_reader(on_sale: Effect) -> None:
    template = Template(
        '<c-effect-list :effects="effects" label="x" />{% load listing %}{% effect_rows effects %}'
    )
    shown = template.render(Context({"effects": [on_sale], "favourites": {on_sale.pk}}))
    assert 'aria-pressed="true"' in shown
    assert 'aria-pressed="false"' not in shown
