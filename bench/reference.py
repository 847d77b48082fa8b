"""The seed's method in Python (librosa): the peer that bench/run.ts and tests/golden/features.py compare with.

    python bench/reference.py FILE...              one JSON line of features a file
    python bench/reference.py --list FILE          the same for the paths in FILE, one a line
    python bench/reference.py --list FILE --time   a pass over the list for each line on stdin; its seconds,
                                                   by the clock and of CPU, on stdout

Formulas follow the librosa 0.11 documentation; the parameters are those of configs/seed.yaml.
"""

import argparse
import json
import sys
import time
import warnings

import librosa
import numpy as np

SAMPLE_RATE = 16000
MAX_DURATION_SEC = 2.0
TOP_DB = 30
PEAK_TARGET = 0.95
FRAME_LENGTH = 1024
HOP_LENGTH = 256
BANDS_HZ = {"low": (20, 150), "mid": (150, 2000), "high": (2000, 8000)}
ATTACK_WINDOW_SEC = 0.08
DECAY_WINDOW_SEC = 0.60


def prepare(path):
    """First seconds of a file: mono, 16 kHz, trimmed, peak-normalised."""
    y, _ = librosa.load(path, sr=SAMPLE_RATE, mono=True, duration=MAX_DURATION_SEC)
    if y.size == 0:
        return np.zeros(1, dtype=np.float32)
    trimmed, _ = librosa.effects.trim(y, top_db=TOP_DB)
    if trimmed.size >= 8:
        y = trimmed
    peak = float(np.max(np.abs(y)))
    if peak >= 1e-6:
        y = (y / peak * PEAK_TARGET).astype(np.float32)
    return y


def attack_and_decay(rms, flux):
    """Seconds from the onset to 90 % of the peak, and from the peak to 30 % of it."""
    seconds = HOP_LENGTH / SAMPLE_RATE
    peak_frame = int(np.argmax(rms))
    peak = float(rms[peak_frame])
    onset = min(peak_frame, int(np.argmax(flux)) + 1 if flux.size else 0)
    baseline = float(np.mean(rms[max(0, onset - 3) : onset + 1])) if onset > 0 else 0.0

    attack_end = min(len(rms) - 1, onset + round(ATTACK_WINDOW_SEC / seconds))
    level = baseline + 0.9 * (peak - baseline)
    attack = next((f for f in range(onset, attack_end + 1) if rms[f] >= level), onset)

    decay_end = min(len(rms) - 1, peak_frame + round(DECAY_WINDOW_SEC / seconds))
    decay = next((f for f in range(peak_frame, decay_end + 1) if rms[f] <= 0.3 * peak), decay_end)
    return (
        float(np.clip((attack - onset) * seconds, 0, 1)),
        float(np.clip((decay - peak_frame) * seconds, 0, 1)),
    )


def features(y):
    """The nine features of a prepared signal, and the concentration of its flux."""
    magnitude = np.abs(librosa.stft(y, n_fft=FRAME_LENGTH, hop_length=HOP_LENGTH))
    power = magnitude**2
    rms = librosa.feature.rms(S=magnitude, frame_length=FRAME_LENGTH)[0]
    flux = np.maximum(np.diff(magnitude, axis=1), 0).sum(axis=0)
    attack, decay = attack_and_decay(rms, flux)

    hertz = librosa.fft_frequencies(sr=SAMPLE_RATE, n_fft=FRAME_LENGTH)
    bands = {
        name: float(power[(hertz >= low) & (hertz < high)].sum())
        for name, (low, high) in BANDS_HZ.items()
    }
    total = sum(bands.values())
    flatness = librosa.feature.spectral_flatness(S=magnitude)
    crossings = librosa.feature.zero_crossing_rate(
        y, frame_length=FRAME_LENGTH, hop_length=HOP_LENGTH
    )
    total_flux = float(flux.sum())
    return {
        "energy": float(np.clip(rms.max(), 0, 1)),
        "sharpness": 1.0 if flux.size and flux.max() > 0 else 0.0,
        "attack_time": attack,
        "decay_time": decay,
        **{f"{name}_ratio": value / total if total > 0 else 0.0 for name, value in bands.items()},
        "spectral_flatness": float(np.median(flatness)),
        "zero_crossing_rate": float(np.median(crossings)),
        "concentration": float(np.sort(flux)[::-1][:5].sum()) / total_flux if total_flux > 0 else 0.0,
    }


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("files", nargs="*")
    parser.add_argument("--list")
    parser.add_argument("--time", action="store_true")
    options = parser.parse_args()
    warnings.simplefilter("ignore")  # of sounds shorter than a frame
    files = options.files
    if options.list:
        with open(options.list, encoding="utf-8") as lines:
            files = files + lines.read().splitlines()
    if not options.time:
        for path in files:
            print(json.dumps({"path": path, **features(prepare(path))}))
        return
    for _ in sys.stdin:
        start, cpu = time.perf_counter(), time.process_time()
        for path in files:
            features(prepare(path))
        print(time.perf_counter() - start, time.process_time() - cpu, flush=True)


if __name__ == "__main__":
    main()
