"""Makes features.json, resample.json and the sounds in features/ from examples/kit.

    python -m venv VENV && VENV/bin/pip install -r bench/requirements.txt
    VENV/bin/python tests/golden/features.py

Features are those of bench/reference.py (librosa) and those of timbre() below, on librosa's spectra: of each sound of examples/kit as it is, at 44.1 kHz, and of some of
them brought to 16 kHz and 16 bit here, where no resampling comes between. Resampled noise is that of python-soxr.
"""

import json
import sys
import warnings
from pathlib import Path

import librosa
import numpy as np
import soundfile
import soxr

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "bench"))
import reference  # noqa: E402

HERE = Path(__file__).resolve().parent
AT_16_KHZ = [
    "drums/clap_808.wav",
    "drums/kick_808.wav",
    "drums/kick_jazz.flac",
    "drums/snare_brush.flac",
    "hats/closed_808.wav",
    "hats/tambourine.flac",
    "percussion/conga.flac",
    "percussion/tom_mid.flac",
    "textures/breath.wav",
]
RATES = [(44100, 16000), (44101, 16000), (48000, 16000), (22050, 16000), (33000, 16000), (50000, 16000), (16000, 48000)]
LENGTH = 700


def noise(length, state=1):
    """src/dsp/testing/signals.ts has the same."""
    values = []
    for _ in range(length):
        state = (state * 1664525 + 1013904223) % 2**32
        values.append(state / 2**31 - 1)
    return np.array(values, dtype=np.float32)


RATE, FRAME, HOP = 16000, 1024, 256
FLOOR = 1e-9


def timbre(y):
    """The features beyond the reference's: src/dsp/timbre.ts has their definitions."""
    magnitude = np.abs(librosa.stft(y.astype(np.float64), n_fft=FRAME, hop_length=HOP, pad_mode="constant"))
    power = magnitude**2
    hertz = librosa.fft_frequencies(sr=RATE, n_fft=FRAME)
    times = librosa.frames_to_time(np.arange(power.shape[1]), sr=RATE, hop_length=HOP)
    spectrum, step = power.sum(axis=1), HOP / RATE
    # Bins but the first and the last stand for two.
    level = power.sum(axis=0) - (power[0] + power[-1]) / 2
    centroid = float((times * level).sum() / level.sum())

    def band(low, high):
        return (hertz >= low) & (hertz < high)

    def share(low, high):
        return float(spectrum[band(low, high)].sum() / spectrum.sum())

    def ring(low, high):
        own = power[band(low, high)].sum(axis=0) + FLOOR * level
        return float(np.log10(((times * own).sum() / own.sum() + step) / (centroid + step)))

    def tonality(low, high):
        own = power[band(low, high)]
        return float(np.mean(own.max(axis=0) / (own.sum(axis=0) + FLOOR * level + 1e-300)))

    audible = hertz >= 20
    octaves, weight = np.log2(hertz[audible]), spectrum[audible] / spectrum[audible].sum()
    mean = (weight * octaves).sum()
    decibels = 10 * np.log10(spectrum[band(1900, 7300)] / spectrum.sum() + FLOOR)
    around = (decibels[:-2] + decibels[1:-1] + decibels[2:]) / 3
    low = magnitude[band(20, 240)]
    return {
        "temporal_centroid": min(1.0, centroid),
        "sub_ratio": share(20, 60),
        "bass_ratio": share(20, 240),
        "air_ratio": share(3800, 7300),
        "spectral_skewness": float(np.cbrt((weight * (octaves - mean) ** 3).sum())),
        "high_irregularity": float(np.abs(decibels[1:-1] - around).mean()),
        "low_ring": ring(20, 240),
        "mid_ring": ring(240, 1900),
        "low_flux": float(
            np.maximum(0, np.diff(low, axis=1)).sum() / (low.sum() + np.sqrt(FLOOR * level).sum())
        ),
        "low_tonality": tonality(20, 240),
        "mid_tonality": tonality(240, 1900),
        "high_tonality": tonality(1900, 7300),
    }


def described(path):
    y = reference.prepare(str(path))
    return {"samples": len(y), **reference.features(y), **timbre(y)}


def trim():
    """First and last sample of librosa's trim, of signals that src/dsp/prepare_test.ts makes too."""
    step = np.zeros(20000, dtype=np.float32)
    step[7000:9000] = 0.5
    i = np.arange(24000)
    hit = np.where(i < 3000, 0, noise(24000) * 2.0 ** (-(i - 3000) / 700)).astype(np.float32)
    signals = {"step": step, "hit": hit, "silence": np.zeros(5000, dtype=np.float32)}
    return {name: [int(n) for n in librosa.effects.trim(y, top_db=30)[1]] for name, y in signals.items()}


def main():
    warnings.simplefilter("ignore")
    kit = ROOT / "examples" / "kit"
    (HERE / "features").mkdir(exist_ok=True)
    at_16_khz = {}
    for name in AT_16_KHZ:
        y, rate = soundfile.read(kit / name, dtype="float32")
        path = HERE / "features" / f"{Path(name).stem}.wav"
        low = soxr.resample(y, rate, 16000, quality="HQ")
        soundfile.write(path, np.clip(low, -1, 1), 16000, subtype="PCM_16")
        at_16_khz[path.name] = described(path)
    files = sorted(p for p in kit.rglob("*") if p.suffix in (".wav", ".flac"))
    from_kit = {p.relative_to(kit).as_posix(): described(p) for p in files}
    write("features.json", {"at_16_khz": at_16_khz, "kit": from_kit, "trim": trim()})

    gain = 0.5
    x = noise(LENGTH) * np.float32(gain)
    cases = [
        {"from": a, "to": b, "samples": [round(float(v), 7) for v in soxr.resample(x, a, b, quality="HQ")]}
        for a, b in RATES
    ]
    write("resample.json", {"length": LENGTH, "gain": gain, "cases": cases})


def write(name, value):
    (HERE / name).write_text(json.dumps(value, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
