"""Tells recordings that are the same: a spectrum that is alike, then the waveforms' cross-correlation."""

import numpy as np

#: Samples of the spectrum's window, and of the waveforms that are laid over each other.
WINDOW = 8192
SPAN = 16384
#: Cross-correlation, 0..1, from which two sounds count as one.
SAME = 0.9
#: How many of the sounds with the spectra most alike are compared.
NEAREST = 3


def fitted(sound, samples):
    return np.pad(sound, (0, max(0, samples - len(sound))))[:samples]


def print_of(sound):
    """A unit vector: the log spectrum of the sound's beginning, its level taken out."""
    spectrum = np.abs(np.fft.rfft(fitted(sound, WINDOW) * np.hanning(WINDOW)))[20:2000]
    log = np.log(spectrum + 1e-3 * spectrum.max() + 1e-9)
    log = log - log.mean()
    return log / (np.linalg.norm(log) + 1e-12)


def correlation(a, b):
    """The greatest cross-correlation of two sounds over all shifts, 0..1."""
    a, b = fitted(a, SPAN), fitted(b, SPAN)
    products = np.fft.irfft(np.fft.rfft(a, 2 * SPAN) * np.conj(np.fft.rfft(b, 2 * SPAN)))
    return np.abs(products).max() / np.sqrt((a**2).sum() * (b**2).sum() + 1e-12)


class Known:
    """Sounds that others are compared with, all at one sample rate."""

    def __init__(self, sounds):
        self.sounds = sounds
        self.prints = np.array([print_of(sound) for sound in sounds])

    def has(self, sound):
        """Whether one of the sounds is this one."""
        nearest = np.argsort(-(self.prints @ print_of(sound)))[:NEAREST]
        return any(correlation(sound, self.sounds[i]) >= SAME for i in nearest)
