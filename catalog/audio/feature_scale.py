"""Centre and deviation of each measured feature, in its own unit.

Taken from four-second takes of every sound the demonstration catalogue knows, which differ as a small library of
effects does; the last number, the length, is set to 4 s and a factor of four. Its test tells when they no longer fit.
"""

import numpy as np

# fmt: off
CENTRE = np.array(
    (
        # spectrum
        -37.9, -28, -27.7, -25.1, -26.3, -22.9, -22.2, -21.9, -20.7, -21.3, -20.9, -23.2,
        -23.4, -25.1, -25, -27.4, -28.6, -29.7, -32.6, -34.6, -36.6, -38.8, -42.2, -44.9,
        # timbre
        19.1, -25.1, 0.107, -6.21, -0.0384, -3.41, -2.03, -3, -1.16, -2.64, 12.5, 8.72,
        6.76, 5.81, 4.66, 4.22, 3.79, 3.62, 3.5, 3.57,
        # pitch
        0.915, 2.27, 3.2, 3.62, 4, -0.734, 0.465, 0.179, -0.0136, -8.47, 0.0568, 0.019,
        # level
        -18.8, -8.98, 43.2, 9.8, 0.374, 0.385, 3.04, 0.6,
    )
)
DEVIATION = np.array(
    (
        # spectrum
        15.8, 18.1, 17.8, 16.5, 15.4, 14.5, 13.8, 13.2, 13, 13.5, 14.9, 14.5,
        15.3, 16.4, 16, 17, 17.6, 17.9, 17.5, 17.6, 17.5, 16.8, 16.1, 15.2,
        # timbre
        47.9, 28, 16.4, 15, 10, 7.19, 6.82, 5.67, 6.21, 5.04, 9.78, 6.41,
        4.88, 3.81, 2.87, 2.57, 2.46, 2.29, 2.42, 2.62,
        # pitch
        2.48, 2.61, 3.39, 3.84, 3.44, 1.88, 0.458, 0.179, 0.223, 4.16, 0.461, 0.426,
        # level
        5.51, 5.21, 18, 4.07, 0.284, 0.158, 3.26, 0.6,
    )
)
# fmt: on
