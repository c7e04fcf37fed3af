"""Facet counts are what choosing the value would give."""

from __future__ import annotations

import random

from catalog.effects.models import Effect
from catalog.search import facet_codes, queries
from catalog.search.query import SearchQuery
from catalog.ucs import schedule

CAT_IDS = ["DOORWood", "DOORMetl", "RAINMetl", "FEETHmn", "THUN", "HAIL"]


def facts(effect) -> dict[str, set[str]]:
    """What the effect counts for, worked out from its own fields."""
    file = effect.file
    bands = facet_codes.DURATIONS.items()
    rates = facet_codes.SAMPLE_RATES.items()
    return {
        "category": {schedule.get(effect.cat_id).category_code},
        "cat_id": {effect.cat_id},
        "price": {"paid" if effect.price_minor else "free"},
        "licence": set(effect.licence_codes),
        "duration": {
            name
            for name, (low, high) in bands
            if low <= file.duration_ms and (high is None or file.duration_ms < high)
        },
        "sample_rate": {[name for name, low in rates if low <= file.sample_rate_hz][-1]},
        "channels": {{1: "mono", 2: "stereo"}.get(file.channels, "surround")},
        "bits": {str(file.bit_depth)},
    }


def chosen_in(query: SearchQuery) -> dict[str, set[str]]:
    chosen = {facet.name: set(getattr(query, facet.name)) for facet in facet_codes.PACKED}
    chosen |= {"category": {query.category} - {""}, "cat_id": {query.cat_id} - {""}}
    return {name: values for name, values in chosen.items() if values}


def fits(effect_facts: dict[str, set[str]], chosen: dict[str, set[str]], ignoring: tuple[str, ...]) -> bool:
    return all(effect_facts[name] & values for name, values in chosen.items() if name not in ignoring)


def test_counts_equal_a_brute_force_count(make_effect):
    rng = random.Random(7)
    for number in range(60):
        make_effect(
            title_en="Gate" if number % 2 else "Plank",
            cat_id=rng.choice(CAT_IDS),
            price_minor=rng.choice([0, 0, 500, 5_000]),
            duration_ms=rng.choice([300, 999, 1_000, 4_999, 20_000, 45_000, 60_000, 600_000]),
            sample_rate_hz=rng.choice([22_050, 44_100, 48_000, 88_200, 96_000, 192_000]),
            bit_depth=rng.choice([16, 24, 32]),
            channels=rng.choice([1, 2, 6]),
        )
    effects = {effect.pk: facts(effect) for effect in Effect.objects.select_related("file")}
    titles = dict(Effect.objects.values_list("pk", "title_en"))
    compared = 0
    for _ in range(60):
        query = _random_query(rng)
        page = queries.search(query, language="ko")
        if not page.is_answer:
            continue
        compared += 1
        chosen = chosen_in(query)
        hits = [known for pk, known in effects.items() if query.text.lower() in titles[pk].lower()]
        assert page.total == sum(fits(known, chosen, ()) for known in hits)
        for group in page.facets:
            ignoring = ("category", "cat_id") if group.name == "category" else (group.name,)
            for option in group.options:
                expected = sum(
                    fits(known, chosen, ignoring) and option.value in known[group.name] for known in hits
                )
                assert option.count == expected, (query, group.name, option.value)
    assert compared > 20


def _random_query(rng: random.Random) -> SearchQuery:
    params: dict[str, list[str]] = {"q": [rng.choice(["", "gate"])]}
    place = rng.choice([("category", "DOOR"), ("cat", "DOORWood"), ("category", "WEATHER"), None, None])
    if place:
        params[place[0]] = [place[1]]
    for facet in facet_codes.PACKED:
        if rng.random() < 0.2:
            params["rate" if facet.name == "sample_rate" else facet.name] = rng.sample(
                facet.values, rng.randint(1, 2)
            )
    return SearchQuery.from_params(params)


def test_an_option_leads_to_what_it_counts(make_effect):
    for channels in (1, 1, 2):
        make_effect(channels=channels)
    page = queries.search(SearchQuery(), language="en")
    mono = next(
        option
        for group in page.facets
        if group.name == "channels"
        for option in group.options
        if option.value == "mono"
    )
    params: dict[str, list[str]] = {}
    for name, value in mono.url_params:
        params.setdefault(name, []).append(value)

    chosen = queries.search(SearchQuery.from_params(params), language="en")

    assert (mono.count, chosen.total) == (2, 2)
    assert [chip.url for chip in chosen.chips] == ["?"]


def test_a_category_opens_its_subcategories_in_the_readers_language(make_effect):
    make_effect(cat_id="DOORWood")
    make_effect(cat_id="DOORMetl")

    page = queries.search(SearchQuery(category="DOOR"), language="ko")

    groups = {group.name: [option.label for option in group.options] for group in page.facets}
    assert groups["category"] == ["문"]
    assert sorted(groups["cat_id"]) == ["금속", "목재"]


def test_packing_keeps_every_value():
    for value in facet_codes.LICENCES:
        packed = facet_codes.pack_p1(price_minor=500, licence_codes=[value], channels=6)
        assert facet_codes.LICENCE.values_of(packed) == (value,)
        assert facet_codes.PRICE.values_of(packed) == ("paid",)
        assert facet_codes.CHANNEL.values_of(packed) == ("surround",)
    packed = facet_codes.pack_p2(duration_ms=10**9, sample_rate_hz=384_000, bit_depth=None)
    assert facet_codes.DURATION.values_of(packed) == ("60-",)
    assert facet_codes.SAMPLE_RATE.values_of(packed) == ("192000",)
    assert facet_codes.BIT_DEPTH.values_of(packed) == ("16",)
