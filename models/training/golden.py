"""Makes tests/golden/kaldi_mel.json, rows of this front end for the tests of src/clap/kaldi_mel.ts:
`python models/training/golden.py > tests/golden/kaldi_mel.json`.

The sounds are those of src/clap/testing/clips.ts, by the same formulas, taken as 32 kHz; rows are rounded to 5 decimals.
"""

import json
import math

import numpy as np
import torch

from frontend import FRAMES, WINDOW, LogMel

RATE = 48000


def clip(samples, formula):
    return np.array([formula(i / RATE) for i in range(samples)], dtype=np.float32)


def with_noise(samples, seed, formula):
    state = seed

    def at(time):
        nonlocal state
        state = (1664525 * state + 1013904223) % 2**32
        return formula(time, state / 2**31 - 1)

    return clip(samples, at)


CLIPS = {
    "kick": clip(13089, lambda t: 0.9 * math.exp(-12 * t) * math.sin(2 * math.pi * (50 * t - 8 * math.exp(-30 * t)))),
    "hat": with_noise(9000, 1, lambda t, noise: 0.5 * noise * math.exp(-60 * t)),
    "odd length": with_noise(31337, 2, lambda _, noise: 0.3 * noise),
    "seven seconds": with_noise(336000, 3, lambda t, noise: 0.2 * math.sin(2 * math.pi * 440 * t) + 0.01 * noise),
    "silence": np.zeros(4800, np.float32),
    "one sample": np.array([0.5], np.float32),
}
ROWS = [0, 1, 2, 14, 28, 29, 40, 97, 98, 99, FRAMES - 1]


def main():
    mel = LogMel()
    golden = []
    for name, sound in CLIPS.items():
        window = np.zeros(WINDOW, np.float32)
        window[: len(sound)] = sound[:WINDOW]
        rows = mel(torch.from_numpy(window[None]))[0].T
        assert rows.shape == (FRAMES, 128)
        kept = {row: [round(float(x), 5) for x in rows[row]] for row in ROWS}
        golden.append({"clip": name, "mean": float(rows.mean()), "rows": kept})
    print(json.dumps({"made_with": f"golden.py; torch {torch.__version__}", "clips": golden}, separators=(",", ":")))


if __name__ == "__main__":
    main()
