"""The log-mel front end of EfficientAT: 32 kHz, pre-emphasis 0.97, STFT of 1024 with a window of 800 and a hop of 320,
128 Kaldi mels from 0 to 15000 Hz. src/clap/kaldi_mel.ts is the same in TypeScript; golden.py compares them."""

import numpy as np
import torch

SAMPLE_RATE = 32000
N_FFT = 1024
WIN_LENGTH = 800
HOP_LENGTH = 320
MELS = 128
MAX_HZ = 15000.0
PREEMPHASIS = 0.97
LOG_OFFSET = 1e-5
MEAN = -4.5
STD = 5.0

#: Samples that the model hears: 1.5 s.
WINDOW = 48000
#: Rows of a window: pre-emphasis takes one sample, frames are centred.
FRAMES = 1 + (WINDOW - 1) // HOP_LENGTH


def mel_hz():
    """Where each mel's triangle is highest, Hz; [MELS]."""
    return 700.0 * (np.exp(_mel_edges()[1:-1] / 1127.0) - 1.0)


def _mel_edges():
    """MELS + 2 points evenly spaced on the scale 1127·ln(1 + f / 700), from 0 to MAX_HZ."""
    return np.linspace(0.0, 1127.0 * np.log(1.0 + MAX_HZ / 700.0), MELS + 2)


def mel_bank():
    """Triangles of height 1, one a mel; [MELS, N_FFT / 2 + 1]."""
    edges = _mel_edges()[:, None]
    bins = 1127.0 * np.log(1.0 + np.arange(N_FFT // 2) * SAMPLE_RATE / N_FFT / 700.0)[None]
    rising = (bins - edges[:-2]) / (edges[1:-1] - edges[:-2])
    falling = (edges[2:] - bins) / (edges[2:] - edges[1:-1])
    bank = np.maximum(0, np.minimum(rising, falling))
    # Kaldi leaves the bin at half the sample rate out.
    return torch.tensor(np.pad(bank, ((0, 0), (0, 1))), dtype=torch.float32)


class LogMel(torch.nn.Module):
    """Sound [B, samples] to rows [B, MELS, frames]."""

    def __init__(self):
        super().__init__()
        self.register_buffer("bank", mel_bank())
        self.register_buffer("window", torch.hann_window(WIN_LENGTH, periodic=False))

    def forward(self, sound):
        sound = sound[:, 1:] - PREEMPHASIS * sound[:, :-1]
        spectrum = torch.stft(
            sound, N_FFT, HOP_LENGTH, WIN_LENGTH, self.window, center=True, return_complex=True
        )
        return to_rows(torch.matmul(self.bank, spectrum.real**2 + spectrum.imag**2))


def to_rows(power):
    """Power of each mel as the towers take it."""
    return ((power + LOG_OFFSET).log() - MEAN) / STD


def to_power(rows):
    """The reverse of `to_rows`."""
    return (rows * STD + MEAN).exp() - LOG_OFFSET


def preprocessor_config():
    """The front end as preprocessor_config.json says it."""
    return {
        "feature_extractor_type": "EfficientATFeatureExtractor",
        "sampling_rate": SAMPLE_RATE,
        "nb_max_samples": WINDOW,
        "fft_window_size": N_FFT,
        "win_length": WIN_LENGTH,
        "hop_length": HOP_LENGTH,
        "feature_size": MELS,
        "frequency_min": 0,
        "frequency_max": MAX_HZ,
        "preemphasis": PREEMPHASIS,
        "log_offset": LOG_OFFSET,
        "mean": MEAN,
        "std": STD,
        "padding": "pad",
        "truncation": "rand_trunc",
    }
