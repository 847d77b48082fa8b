"""Random changes of sounds, so that the model hears more kinds of drum than there are files."""

import numpy as np
import torch

from frontend import SAMPLE_RATE


def cut(sounds, samples, rng=None):
    """Sounds of any length as [B, samples], zeros after them. With `rng`: at a random pitch, after a random silence (or
    without their first milliseconds)."""
    out = torch.zeros(len(sounds), samples)
    for i, sound in enumerate(sounds):
        y = torch.from_numpy(sound)
        shift = 0
        if rng is not None:
            y, shift = _pitch_and_shift(y, rng)
        length = min(len(y), samples - shift)
        out[i, shift : shift + length] = y[:length]
    return out


def _pitch_and_shift(y, rng):
    if rng.random() < 0.8:
        length = max(2, int(len(y) / 2 ** rng.normal(0, 0.22)))
        if len(y) > 1:
            y = torch.nn.functional.interpolate(
                y[None, None], size=length, mode="linear", align_corners=True
            )[0, 0]
    shift = int(rng.integers(0, 960)) if rng.random() < 0.7 else int(rng.integers(0, 3200))
    if rng.random() < 0.2:
        shift = -min(int(rng.integers(0, 320)), max(0, len(y) - 64))
    return (y[-shift:], 0) if shift < 0 else (y, shift)


def change(y, rng, noises):
    """Decay, saturation, reverberation, noise, gain; [B, samples] with peaks of about 1. `noises`: a torch.Generator."""
    count, samples = y.shape
    time = torch.arange(samples) / SAMPLE_RATE

    def uniform(low, high):
        return torch.tensor(rng.uniform(low, high, count), dtype=torch.float32)[:, None]

    def chance(p):
        return torch.tensor(rng.random(count) < p)[:, None]

    decay = 10 ** uniform(-1.1, 0.3)
    y = torch.where(chance(0.35), y * torch.exp(-time[None] / decay), y)
    drive = 10 ** uniform(0, 1.0)
    y = torch.where(chance(0.2), torch.tanh(y * drive) / torch.tanh(drive), y)
    y = _reverberate(y, np.nonzero(rng.random(count) < 0.15)[0], rng, noises)
    y = y * (0.95 / y.abs().amax(1, keepdim=True).clamp(min=1e-4))
    level = 10 ** (uniform(-75, -25) / 20)
    noise = torch.randn(count, samples, generator=noises)
    y = torch.where(chance(0.35), y + level * noise, y)
    gain = 10 ** (uniform(-10, 0) / 20)
    return torch.where(chance(0.5), y * gain, y)


def _reverberate(y, chosen, rng, noises):
    """Adds a tail of decaying noise to the chosen sounds."""
    if len(chosen) == 0:
        return y
    samples, tail = y.shape[1], int(0.8 * SAMPLE_RATE)
    seconds = torch.tensor(rng.uniform(0.05, 0.5, len(chosen)), dtype=torch.float32)[:, None]
    response = torch.randn(len(chosen), tail, generator=noises)
    response = response * torch.exp(-6.9 * torch.arange(tail)[None] / SAMPLE_RATE / seconds)
    response = response / response.pow(2).sum(1, keepdim=True).sqrt()
    size = 1 << (samples + tail - 1).bit_length()
    spectrum = torch.fft.rfft(y[chosen], size) * torch.fft.rfft(response, size)
    wet = torch.fft.irfft(spectrum, size)[:, :samples]
    mix = torch.tensor(rng.uniform(0.05, 0.5, len(chosen)), dtype=torch.float32)[:, None]
    y = y.clone()
    y[chosen] = y[chosen] + mix * wet
    return y


def equalisers(count, hz, rng):
    """Smooth random factors for the power at each of `hz`, some with the band cut at the top or the bottom;
    [count, len(hz)]."""
    octaves = np.log2(np.maximum(hz, 30) / 1000) / 5
    db = np.zeros((count, len(hz)))
    for row in db:
        if rng.random() < 0.6:
            slope = rng.normal(0, 4) * octaves
            row += slope + rng.normal(0, 3) * np.sin(
                np.pi * (octaves * rng.uniform(0.5, 2) + rng.uniform(0, 2))
            )
        if rng.random() < 0.2:
            corner = rng.uniform(4000, 14000)
            row -= np.maximum(0, np.log2(np.maximum(hz, 1) / corner)) * rng.uniform(12, 96)
        if rng.random() < 0.12:
            corner = rng.uniform(30, 150)
            row -= np.maximum(0, np.log2(corner / np.maximum(hz, 1))) * rng.uniform(6, 24)
    return torch.tensor(10 ** (db / 10), dtype=torch.float32)


def mask(mel, rng):
    """SpecAugment (D. Park et al., 2019), light: some bands and some frames fall to the least value."""
    hidden = np.zeros(mel.shape, bool)
    _, mels, frames = mel.shape
    for row in hidden:
        if rng.random() < 0.3:
            size = rng.integers(1, 16)
            at = rng.integers(0, mels - size)
            row[at : at + size] = True
        if rng.random() < 0.2:
            size = rng.integers(1, 16)
            at = rng.integers(8, frames - size)
            row[:, at : at + size] = True
    return torch.where(torch.from_numpy(hidden), mel.amin((1, 2), keepdim=True), mel)
