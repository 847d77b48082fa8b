"""The labelled sounds, as the tool hears them: the first two seconds, mixed, resampled once to 32 kHz, trimmed, scaled to
one peak."""

import csv
import hashlib
from pathlib import Path

import numpy as np
import soundfile
import soxr

from frontend import SAMPLE_RATE
from roles import ROLES

MAX_SECONDS = 2.0
PEAK = 0.95
FOLDS = 5

#: Sources that may be redistributed; the synthesised sounds are the third.
LICENSED = ("fluidr3", "esc10")

#: Instrument names of the packs that mean one of captions.CONCEPTS.
SAME_AS = {
    "808bd": "kick", "bd": "kick", "clubkick": "kick", "hardkick": "kick", "kicklinn": "kick", "popkick": "kick",
    "reverbkick": "kick",
    "808sd": "snare", "sd": "snare", "sn": "snare",
    "cp": "clap", "realclaps": "clap",
    "hh": "hihat", "hh27": "hihat", "linnhats": "hihat",
    "808cy": "cymbal", "cr": "crash",
    "808lt": "tom", "808mt": "tom", "ht": "tom", "lt": "tom", "mt": "tom",
    "808hc": "conga", "808lc": "conga", "808mc": "conga",
    "hand": "hand drum", "tabla2": "tabla",
    "birds3": "birds", "noise2": "noise",
}  # fmt: skip


def trim(sound, top_db=30.0, frame=4096, hop=1024):
    """From the first to the last frame within `top_db` of the loudest: the tool's trim at twice its rate."""
    padded = np.pad(sound, frame // 2)
    count = 1 + (len(padded) - frame) // hop
    sums = np.concatenate([[0], np.cumsum(padded.astype(np.float64) ** 2)])
    energy = np.array([sums[i * hop + frame] - sums[i * hop] for i in range(count)])
    loud = np.nonzero(energy > energy.max() * 10 ** (-top_db / 10))[0]
    if len(loud) == 0:
        return sound
    return sound[loud[0] * hop : min(len(sound), (loud[-1] + 1) * hop)]


def read_sound(path):
    """A file as float32 samples at 32 kHz."""
    sound, rate = soundfile.read(path, dtype="float32", always_2d=True)
    sound = sound[: int(MAX_SECONDS * rate)].mean(1)
    if len(sound) == 0:
        sound = np.zeros(1, np.float32)
    if rate != SAMPLE_RATE:
        sound = soxr.resample(sound, rate, SAMPLE_RATE, "HQ")
    sound = trim(sound)
    peak = np.abs(sound).max()
    return (sound * (PEAK / peak) if peak > 1e-6 else sound).astype(np.float32)


def fold_of(pack):
    """One of FOLDS folds for a pack, the same everywhere."""
    return int(hashlib.sha256(pack.encode()).hexdigest(), 16) % FOLDS


def list_sounds(data):
    """The rows of DATA/bench/labels.csv and DATA/train/labels.csv.

    A row has the path (relative to DATA), the set (bench or train), the source (tdm, dirt, oramics, esc10, fluidr3), the
    role's index, the instrument (a key of captions.CONCEPTS), the pack and its fold.
    """
    rows = []
    for name, depth in (("bench", 1), ("train", 0)):
        folder = Path(data) / name
        with open(folder / "labels.csv", encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                instrument = SAME_AS.get(row["instrument"], row["instrument"])
                rows.append({
                    "path": f"{name}/{row['path']}",
                    "set": name,
                    "source": row["path"].split("/")[depth],
                    "role": ROLES.index(row["role"]),
                    "instrument": instrument,
                    "pack": row["pack"],
                    "fold": fold_of(row["pack"]),
                })
    return rows


def load_sounds(data, cache=None):
    """`list_sounds` with the samples of each as `y`. `cache`: an .npz to keep them in, and to take them from if it is
    there."""
    rows = list_sounds(data)
    if cache is not None and Path(cache).exists():
        kept = np.load(cache)
        ends = np.cumsum(kept["lens"])
        sounds = np.split(kept["y"], ends[:-1])
    else:
        sounds = [read_sound(Path(data) / row["path"]) for row in rows]
        if cache is not None:
            lens = np.array([len(sound) for sound in sounds])
            np.savez(cache, y=np.concatenate(sounds), lens=lens)
    return [{**row, "y": sound} for row, sound in zip(rows, sounds, strict=True)]
