"""How much a clip may be, and how long it may stay."""

from __future__ import annotations

from datetime import timedelta

from catalog.audio.limits import Limits

SHORTEST_MS, LONGEST_MS = 100, 30_000
RECORDING_S = 10
MOST_BYTES = 24 * 1024**2  # 30 s of 96 kHz, 32 bit, stereo

# A clip and all that is known of it are gone within ten minutes: it counts no longer after eight, and the tidying
# that deletes it comes every minute.
LIFETIME = timedelta(minutes=8)

# A worker that is silent for so long has died; another one tries, once.
LEASE = timedelta(seconds=30)
ATTEMPTS = 2

# The encoder's padding may make a clip of 30 s a little longer.
LIMITS = Limits(max_bytes=MOST_BYTES, max_duration_s=LONGEST_MS / 1000 + 0.5, wall_s=20, cpu_s=15)
SILENCE_DBFS = -70.0
