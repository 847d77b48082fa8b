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

#: What packages.py makes.
EXTRA = "packages"

#: Sources that may be redistributed; the synthesised sounds are one more.
LICENSED = ("fluidr3", "esc10", "debian")

#: A source that took some of its sounds from another, which must not be heard by that name where the other is held out.
PART_OF = {"foxdot": "dirt"}

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


def prepared(sound, rate):
    """Mono samples at any rate as the tool hears them."""
    sound = sound[: int(MAX_SECONDS * rate)]
    if len(sound) == 0:
        sound = np.zeros(1, np.float32)
    if rate != SAMPLE_RATE:
        sound = soxr.resample(sound, rate, SAMPLE_RATE, "HQ")
    sound = trim(sound)
    peak = np.abs(sound).max()
    return (sound * (PEAK / peak) if peak > 1e-6 else sound).astype(np.float32)


def read_mono(file):
    """A file as mono float32 samples, and their rate."""
    sound, rate = soundfile.read(file, dtype="float32", always_2d=True)
    return sound.mean(1), rate


def read_sound(path):
    """A file as float32 samples at 32 kHz."""
    return prepared(*read_mono(path))


def fold_of(name):
    """One of FOLDS folds for a pack or a path, the same everywhere."""
    return int(hashlib.sha256(name.encode()).hexdigest(), 16) % FOLDS


def holds_of(row):
    """The names by which train.py's `--hold` leaves a sound out, by what is left out together."""
    source = row["source"]
    return {
        "packs": f"fold{row['fold']}",
        "files": f"files{fold_of(row['path'])}",
        "sources": PART_OF.get(source, source),
        "source": source,
    }


def list_sounds(data):
    """The rows of labels.csv in DATA/bench, DATA/train and, if it is there, DATA/packages.

    A row has the path (relative to DATA), the set (the folder), the source (tdm, dirt, oramics, esc10, fluidr3, debian,
    foxdot), the role's index, the instrument (a key of captions.CONCEPTS), the pack and its fold.
    """
    rows = []
    for name in ("bench", "train", EXTRA):
        folder = Path(data) / name
        if name == EXTRA and not (folder / "labels.csv").exists():
            continue
        with open(folder / "labels.csv", encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                instrument = SAME_AS.get(row["instrument"], row["instrument"])
                rows.append({
                    "path": f"{name}/{row['path']}",
                    "set": name,
                    "source": row["pack"].split("/")[0],
                    "role": ROLES.index(row["role"]),
                    "instrument": instrument,
                    "pack": row["pack"],
                    "fold": fold_of(row["pack"]),
                })
    return rows


def load_sounds(data, cache=None):
    """`list_sounds` with the samples of each as `y`. `cache`: a folder to keep them in, and to take them from if they are
    there."""
    rows = list_sounds(data)
    paths = np.array([row["path"] for row in rows])
    file = None if cache is None else Path(cache) / "sounds.npz"
    kept = np.load(file) if file is not None and file.exists() else None
    if kept is not None and np.array_equal(kept["paths"], paths):
        sounds = np.split(kept["y"], np.cumsum(kept["lens"])[:-1])
    else:
        sounds = [read_sound(Path(data) / path) for path in paths]
        if file is not None:
            file.parent.mkdir(parents=True, exist_ok=True)
            lens = np.array([len(sound) for sound in sounds])
            np.savez(file, y=np.concatenate(sounds), lens=lens, paths=paths)
    return [{**row, "y": sound} for row, sound in zip(rows, sounds, strict=True)]
