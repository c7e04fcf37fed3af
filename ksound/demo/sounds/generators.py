"""Every generator by its name, family by family."""

from typing import Any, Final, Protocol

from ksound.demo.sounds import (
    ambience,
    animals,
    body,
    clockwork,
    doors,
    fire,
    footsteps,
    handling,
    impacts,
    insects,
    interface,
    machines,
    melody,
    motion,
    percussion,
    water,
    weather,
)
from ksound.demo.sounds.take import Sound, Take


class Generator(Protocol):
    """Synthesises a take: float32 (frames, channels) within ±1. Options are plain numbers.

    Each generator names its own options, hence the open signature.
    """

    __name__: str

    def __call__(self, take: Take, /, *args: Any, **options: Any) -> Sound: ...


FAMILIES: Final[dict[str, tuple[Generator, ...]]] = {
    "weather": (
        weather.rain,
        weather.tin_roof_rain,
        weather.wind,
        weather.leaves_in_wind,
        weather.thunder,
        weather.hail,
    ),
    "water": (water.sea, water.stream, water.water_drops, water.pour),
    "fire": (fire.fire, fire.sizzle, fire.explosion),
    "footsteps": (
        footsteps.steps_on_wood,
        footsteps.steps_on_gravel,
        footsteps.steps_on_snow,
        footsteps.steps_on_stone,
        footsteps.horse_hooves,
    ),
    "doors": (doors.wooden_door, doors.paper_door, doors.knock),
    "impacts": (impacts.glass_break, impacts.metal_hit, impacts.coin, impacts.dadeumi),
    "percussion": (
        percussion.temple_bell,
        percussion.jing,
        percussion.moktak,
        percussion.janggu,
        percussion.buk,
    ),
    "melody": (melody.gayageum, melody.daegeum, melody.wind_chime, melody.music_box),
    "motion": (motion.whoosh, motion.sword_draw, motion.sword_clash, motion.arrow, motion.flag_flap),
    "handling": (
        handling.paper_rustle,
        handling.paper_tear,
        handling.zipper,
        handling.keys,
        handling.cloth_rustle,
        handling.camera_shutter,
    ),
    "clockwork": (
        clockwork.clock_tick,
        clockwork.clock_chime,
        clockwork.typewriter,
        clockwork.computer_keyboard,
        clockwork.wind_up_toy,
    ),
    "body": (body.heartbeat, body.breathing, body.applause, body.crunchy_bite, body.whispers),
    "animals": (animals.songbird, animals.scops_owl, animals.magpie, animals.frogs, animals.rooster),
    "insects": (insects.cricket, insects.cicada, insects.summer_night),
    "machines": (
        machines.engine,
        machines.train,
        machines.train_horn,
        machines.mains_hum,
        machines.fan,
        machines.jet_pass,
    ),
    "ambience": (ambience.murmur, ambience.market, ambience.cafe, ambience.room_tone, ambience.traffic),
    "interface": (
        interface.ui_confirm,
        interface.ui_click,
        interface.notification,
        interface.glitch,
        interface.alarm_beep,
        interface.siren,
        interface.phone_ring,
        interface.laser,
        interface.riser,
        interface.game_coin,
    ),
}

GENERATORS: Final[dict[str, Generator]] = {
    generator.__name__: generator for family in FAMILIES.values() for generator in family
}
