"""Each sound changed at random in several ways, as rows of the front end, made once: the runs that hold out one source or
another take them from the same file, so that a run's time goes into the network alone."""

import hashlib
from pathlib import Path

import numpy as np
import torch

import augment
from frontend import FRAMES, MELS, WINDOW, LogMel

#: Views of each sound. A run of 95,000 draws takes a sound some fourteen times, and equalises, mixes and masks each anew.
VIEWS = 10
BATCH = 64


def views(sounds, folder, seed=0):
    """[sounds, VIEWS, MELS, FRAMES] float16, on disk in `folder`; made if they are not there."""
    digest = hashlib.sha256(str((VIEWS, seed)).encode())
    for sound in sounds:
        digest.update(sound.tobytes())
    path = Path(folder) / f"views-{digest.hexdigest()[:16]}.npy"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        making = path.with_suffix(".tmp")
        _make(sounds, making, np.random.default_rng(seed), torch.Generator().manual_seed(seed))
        making.rename(path)
    return np.load(path, mmap_mode="r")


def _make(sounds, path, rng, noise):
    mel = LogMel()
    shape = (len(sounds), VIEWS, MELS, FRAMES)
    out = np.lib.format.open_memmap(path, "w+", np.float16, shape)
    for view in range(VIEWS):
        for i in range(0, len(sounds), BATCH):
            batch = augment.cut(sounds[i : i + BATCH], WINDOW, rng)
            out[i : i + BATCH, view] = mel(augment.change(batch, rng, noise)).half().numpy()
        print(f"view {view + 1} of {VIEWS}", flush=True)
    out.flush()
