"""What training minimises: three cross-entropies over cosines of sounds and texts.

- role: the role's similarity to a sound as src/clap/scoring.ts has it (`ensemble: logsumexp`), over TAU;
- caption: which of the instruments' captions belongs to the sound;
- descriptor: which of two captions, with a word for the low or the high end of an axis, belongs to it.
"""

import numpy as np
import torch
import torch.nn.functional as F

from captions import CONCEPTS, DESCRIPTORS, caption, words
from frontend import SAMPLE_RATE
from roles import ROLES

#: Temperature of the softmax, `clap.tau_clap` of the configuration.
TAU = 0.07
INSTRUMENTS = list(CONCEPTS)
AXES = list(DESCRIPTORS)
SMOOTHING = 0.05


class Texts:
    """The text tower with its vocabulary."""

    def __init__(self, tower, vocab):
        self.tower = tower
        self.vocab = vocab

    def __call__(self, texts):
        """Unit vectors [texts, dimension]."""
        rows = [[self.vocab.get(word, 1) for word in words(text)] for text in texts]
        longest = max(map(len, rows))
        return self.tower(torch.tensor([row + [0] * (longest - len(row)) for row in rows]))


def role_similarities(vectors, texts, prompts, rng=None):
    """[B, roles]: the mean of the two groups' log-mean-exp over their prompts. With `rng` 30% of the prompts are left
    out, so that none of them is needed."""
    groups = [group for role in ROLES for group in prompts[role]]
    if rng is not None:
        groups = [[text for text in group if rng.random() > 0.3] or [group[0]] for group in groups]
    # All texts at once: a small tower takes hardly longer for fifty than for five.
    cosines = vectors @ texts([text for group in groups for text in group]).T
    columns = [
        TAU * (torch.logsumexp(part / TAU, 1) - np.log(part.shape[1]))
        for part in cosines.split([len(group) for group in groups], 1)
    ]
    return torch.stack(columns, 1).unflatten(1, (len(ROLES), 2)).mean(2)


def cross_entropy(logits, target):
    return -(target * F.log_softmax(logits, 1)).sum(1).mean()


def role_loss(vectors, target, texts, prompts, rng):
    logits = role_similarities(vectors, texts, prompts, rng) / TAU
    return cross_entropy(logits, target * (1 - SMOOTHING) + SMOOTHING / len(ROLES))


def caption_loss(vectors, target, texts, rng):
    captions = texts([caption(name, rng) for name in INSTRUMENTS])
    target = target * (1 - SMOOTHING) + SMOOTHING / len(INSTRUMENTS)
    return cross_entropy(vectors @ captions.T / TAU, target)


def descriptor_loss(vectors, instruments, high, axis, texts, rng):
    """`high`: for each vector whether it is at the high end of the axis."""
    low_words, high_words = DESCRIPTORS[AXES[axis]]
    low = texts([caption(name, rng, rng.choice(low_words)) for name in instruments])
    up = texts([caption(name, rng, rng.choice(high_words)) for name in instruments])
    logits = torch.stack([(vectors * low).sum(1), (vectors * up).sum(1)], 1) / TAU
    return F.cross_entropy(logits, torch.tensor(high, dtype=torch.long))


def descriptors(sound):
    """A sound's place on each of AXES: spectral centroid, length, spectral flatness of its first second."""
    power = np.abs(np.fft.rfft(sound[:SAMPLE_RATE], SAMPLE_RATE)) ** 2
    hz = np.arange(len(power))
    centroid = (power * hz).sum() / (power.sum() + 1e-12)
    flatness = np.exp(np.log(power[50:12000] + 1e-9 * power.max()).mean())
    return centroid, len(sound), flatness / (power[50:12000].mean() + 1e-12)
