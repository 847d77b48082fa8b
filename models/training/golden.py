"""Makes what PyTorch gives, for the tests:
`python models/training/golden.py > tests/golden/kaldi_mel.json`: rows of the front end, for src/clap/kaldi_mel.ts;
`python models/training/golden.py model.pt > tests/golden/drum_clap_mini.json`: token ids and vectors of a checkpoint.

The sounds are those of src/clap/testing/clips.ts, by the same formulas, taken as 32 kHz.
"""

import argparse
import json
import math

import numpy as np
import torch

from captions import words
from export import load
from frontend import FRAMES, WINDOW, LogMel
from objective import Texts

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


TEXTS = ["the sound of a kick drum", "A bright, RINGING hi-hat!", "an 808 kick", "a xylophone", "snare x9 drum"]


def rounded(values):
    return [round(float(x), 5) for x in values]


def rows_of(sound):
    window = np.zeros(WINDOW, np.float32)
    window[: len(sound)] = sound[:WINDOW]
    return LogMel()(torch.from_numpy(window[None]))[0]


def front_end():
    clips = []
    for name, sound in CLIPS.items():
        rows = rows_of(sound).T
        kept = {row: rounded(rows[row]) for row in ROWS}
        clips.append({"clip": name, "mean": float(rows.mean()), "rows": kept})
    return {"clips": clips}


def model(checkpoint):
    audio, text, vocab = load(checkpoint)
    texts = Texts(text, vocab)
    with torch.no_grad():
        return {
            "audio": [
                {"clip": name, "audio_embeds": rounded(audio(rows_of(sound)[None, None])[0])}
                for name, sound in CLIPS.items()
            ],
            "text": [
                {
                    "text": t,
                    "input_ids": [vocab.get(word, 1) for word in words(t)],
                    "text_embeds": rounded(texts([t])[0]),
                }
                for t in TEXTS
            ],
        }


def main():
    parser = argparse.ArgumentParser(description=__doc__.split(":")[0])
    parser.add_argument("checkpoint", nargs="?")
    checkpoint = parser.parse_args().checkpoint
    golden = front_end() if checkpoint is None else model(checkpoint)
    made_with = {"made_with": f"models/training/golden.py; torch {torch.__version__}"}
    print(json.dumps({**made_with, **golden}, separators=(",", ":")))


if __name__ == "__main__":
    main()
