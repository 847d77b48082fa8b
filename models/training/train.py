"""Trains the two towers: `python models/training/train.py --data ../shared --out model.pt`.

`--hold SOURCE` leaves a source (tdm, dirt, oramics) or a fold of packs (fold0 … fold4) out and, at the end, tells how the
model does on it; the checkpoint then holds its vectors of those sounds, which evidence.py collects. With a fold of files
(files0 … files4) the others of each pack are heard: what a pack's own sounds would teach, no figure to expect.
"""

import argparse
import copy
import random
import tempfile
import time
from collections import Counter
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from sklearn.metrics import accuracy_score, f1_score, recall_score

import augment
from captions import vocabulary
from electronic import Electronic
from frontend import WINDOW, LogMel, mel_hz, to_power, to_rows
from nature import Nature
from network import AudioTower, TextTower
from objective import (
    AXES,
    INSTRUMENTS,
    Texts,
    caption_loss,
    descriptor_loss,
    descriptors,
    role_loss,
    role_similarities,
)
from roles import PROMPTS, ROLES, read_prompts
from rooms import Rooms
from sounds import LICENSED, holds_of, load_sounds
from synth import Synth, drums_of, synthesise
from views import VIEWS, views

BATCH = 64
STEPS_PER_EPOCH = 45
LEARNING_RATE = 1.5e-3
WARM_UP = 60
#: What makes sounds, by the source that its sounds are of.
MAKERS = {"synth": Synth, "nature": Nature, "rooms": Rooms, "electronic": Electronic}
#: How often a sound of these collections is drawn, beside one of all else. Each has its own idea of what short sounds are,
#: which does not hold for the others.
COLLECTIONS = dict.fromkeys(["tdm", "dirt", "oramics"], 0.4)
#: Share of the steps before the averaging of the weights begins, and how much an average keeps at each step.
AVERAGE_FROM = 0.5
AVERAGE_KEEPS = 0.995


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", required=True, help="folder with bench/, train/ and pretrained/")
    parser.add_argument("--out", required=True, help="the checkpoint to write")
    parser.add_argument("--pretrained", help="default: DATA/pretrained/mn04_as_mAP_432.pt")
    parser.add_argument("--prompts", default=PROMPTS, help="the prompts that stand for the roles")
    parser.add_argument("--hold", default="none", help="source or fold of packs or files to leave out (default: none)")
    parser.add_argument("--sources", choices=["all", "licensed"], default="all",
                        help="licensed: only what may be redistributed, and what is synthesised")  # fmt: skip
    parser.add_argument("--without", nargs="*", default=[], metavar="SOURCE",
                        help="sources not to train on: synth, nature, rooms, electronic, debian, …")  # fmt: skip
    parser.add_argument("--epochs", type=int, default=33)
    parser.add_argument("--steps", type=int, help="stop after so many, for trying")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--cache", help="a folder to keep the sounds and their views in (default: a temporary one)")
    return parser.parse_args()


def load(data, cache):
    """All rows: labelled sounds and synthesised ones."""
    rows = load_sounds(data, cache)
    drums = drums_of(rows)
    for seed, (source, maker) in enumerate(MAKERS.items(), 7):
        rows += synthesise(maker(np.random.default_rng(seed), drums).kinds(), source)
    return rows


def choose(rows, arguments):
    """Indices of the rows to train on, and of those that are held out: with `--sources licensed` all that is not
    licensed."""
    train, test = [], []
    for i, row in enumerate(rows):
        unlicensed = arguments.sources == "licensed" and row["source"] not in (*LICENSED, *MAKERS)
        if row["source"] not in MAKERS and (arguments.hold in holds_of(row).values() or unlicensed):
            test.append(i)
        elif row["source"] not in arguments.without:
            train.append(i)
    if arguments.hold != "none" and not test:
        raise SystemExit(f"--hold {arguments.hold}: no sound is of that")
    return train, test


def balance(rows):
    """How often each row is drawn: roles nearly alike, packs by their size to the power 0.65 and instruments to 0.9; the
    three collections less."""
    role = Counter(row["role"] for row in rows)
    instrument = Counter((row["role"], row["instrument"]) for row in rows)
    group = Counter((row["pack"], row["role"], row["instrument"]) for row in rows)
    weights = np.array([
        role[row["role"]] ** -0.8
        * instrument[(row["role"], row["instrument"])] ** -0.1
        * group[(row["pack"], row["role"], row["instrument"])] ** -0.35
        * COLLECTIONS.get(row["source"], 1)
        for row in rows
    ])
    return weights / weights.sum()


def one_hot(indices, classes):
    return F.one_hot(torch.tensor(indices), classes).float()


class Trainer:
    """One training run. Everything random comes from `seed`, but for where the towers start."""

    def __init__(self, rows, rows_views, pretrained, prompts, seed, steps):
        """`rows_views`: from rows' indices and as many numbers of views to float16 [.., MELS, FRAMES]."""
        self.rng = np.random.default_rng(seed)
        self.words_rng = random.Random(seed)
        torch.manual_seed(0)
        self.rows = rows
        self.views = rows_views
        self.prompts = prompts
        self.steps = steps
        self.weights = balance(rows)
        self.descriptors = np.array([descriptors(row["y"]) for row in rows])
        self.quartiles = np.quantile(self.descriptors, [0.25, 0.75], axis=0)
        self.audio = AudioTower()
        self.audio.load_pretrained(pretrained)
        self.audio = self.audio.to(memory_format=torch.channels_last)
        self.vocab = vocabulary()
        self.text = TextTower(len(self.vocab))
        self.texts = Texts(self.text, self.vocab)
        torch.manual_seed(seed)
        self.average = None
        self.optimizer = torch.optim.AdamW(self.parameter_groups(), weight_decay=1e-2)
        self.schedule = torch.optim.lr_scheduler.LambdaLR(self.optimizer, self.rate)

    def parameter_groups(self):
        return [
            {"params": self.audio.parameters(), "lr": LEARNING_RATE},
            {"params": self.text.parameters(), "lr": LEARNING_RATE * 2},
        ]

    def rate(self, step):
        """Linear warm-up, then half a cosine down to 2%."""
        cosine = 0.5 * (1 + np.cos(np.pi * min(1, step / self.steps)))
        return min(1, (step + 1) / WARM_UP) * (cosine * 0.98 + 0.02)

    def step(self):
        """One step; returns the three losses."""
        self.audio.train()
        self.text.train()
        rng = self.rng
        chosen = rng.choice(len(self.rows), BATCH, p=self.weights)
        items = [self.rows[i] for i in chosen]
        mel = to_power(torch.from_numpy(self.views(chosen, rng.integers(VIEWS, size=BATCH))).float())
        mel = mel * augment.equalisers(BATCH, mel_hz(), rng)[:, :, None]
        role = one_hot([row["role"] for row in items], len(ROLES))
        named = one_hot([INSTRUMENTS.index(row["instrument"]) for row in items], len(INSTRUMENTS))
        # Mixup of a third of the batch, the louder one at least as loud as the other; of sounds that have nothing to do with
        # each other the powers add.
        order = torch.randperm(BATCH)
        share = torch.tensor(rng.beta(0.4, 0.4, BATCH), dtype=torch.float32)
        share = torch.maximum(share, 1 - share)
        mixed = torch.tensor(rng.random(BATCH) < 0.3)
        share = torch.where(mixed, share, torch.ones(BATCH))[:, None]
        role, named = (share * x + (1 - share) * x[order] for x in (role, named))
        loudness = share[:, :, None] ** 2
        rest = (1 - share[:, :, None]) ** 2
        mel = to_rows(loudness * mel + rest * mel[order])
        mel = augment.mask(mel, rng)
        vectors = self.audio(mel[:, None].contiguous(memory_format=torch.channels_last))

        losses = [
            role_loss(vectors, role, self.texts, self.prompts, rng),
            caption_loss(vectors, named, self.texts, self.words_rng),
            self.descriptor_loss(vectors, chosen, share),
        ]
        loss = losses[0] + 0.5 * losses[1] + 0.1 * losses[2]
        self.optimizer.zero_grad()
        loss.backward()
        parameters = [*self.audio.parameters(), *self.text.parameters()]
        torch.nn.utils.clip_grad_norm_(parameters, 5.0)
        self.optimizer.step()
        self.schedule.step()
        return [x.item() for x in losses]

    def descriptor_loss(self, vectors, chosen, share):
        """Over the sounds of the batch that are unmixed and in the outer quarters of a random axis."""
        axis = int(self.rng.integers(0, len(AXES)))
        low, high = self.quartiles[:, axis]
        value = self.descriptors[chosen, axis]
        outer = [
            i
            for i in range(BATCH)
            if (value[i] < low or value[i] > high) and share[i, 0] > 0.99
        ]
        if len(outer) <= 4:
            return torch.zeros(())
        names = [self.rows[chosen[i]]["instrument"] for i in outer]
        above = [int(value[i] > high) for i in outer]
        return descriptor_loss(vectors[outer], names, above, axis, self.texts, self.words_rng)

    def update_average(self):
        towers = (self.audio, self.text)
        if self.average is None:
            self.average = copy.deepcopy(towers)
            return
        for kept, tower in zip(self.average, towers, strict=True):
            for old, new in zip(kept.state_dict().values(), tower.state_dict().values(), strict=True):
                if old.dtype.is_floating_point:
                    old.mul_(AVERAGE_KEEPS).add_(new, alpha=1 - AVERAGE_KEEPS)
                else:
                    old.copy_(new)

    def run(self, until=None):
        """Trains; returns the towers to keep."""
        start = time.time()
        for step in range(min(self.steps, until or self.steps)):
            losses = self.step()
            if step >= self.steps * AVERAGE_FROM:
                self.update_average()
            if step % 100 == 0 or step == self.steps - 1 or until is not None:
                print(
                    f"step {step} of {self.steps}: role {losses[0]:.3f}, caption {losses[1]:.3f}, "
                    f"descriptor {losses[2]:.3f}; {time.time() - start:.0f} s",
                    flush=True,
                )
        return self.average or (self.audio, self.text)


def embed(audio, rows):
    """Vectors of sounds as the tool makes them, [rows, dimension]."""
    audio.eval()
    mel = LogMel()
    parts = []
    with torch.no_grad():
        for i in range(0, len(rows), 128):
            sound = augment.cut([row["y"] for row in rows[i : i + 128]], WINDOW)
            parts.append(audio(mel(sound)[:, None].contiguous(memory_format=torch.channels_last)))
    return torch.cat(parts)


def report(title, similarities, rows):
    truth = np.array([row["role"] for row in rows])
    guess = similarities.argmax(1)
    recall = recall_score(truth, guess, average=None, labels=range(len(ROLES)), zero_division=0)
    print(
        f"{title}: {len(rows)} sounds, accuracy {accuracy_score(truth, guess):.3f}, "
        f"macro-F1 {f1_score(truth, guess, average='macro'):.3f}, recall "
        + " ".join(f"{role} {value:.3f}" for role, value in zip(ROLES, recall, strict=True)),
        flush=True,
    )


def main():
    arguments = parse_arguments()
    # Before the work, not after it.
    Path(arguments.out).parent.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(arguments.threads)
    torch.set_flush_denormal(True)
    with tempfile.TemporaryDirectory() as temporary:
        run(arguments, arguments.cache or temporary)


def run(arguments, cache):
    pretrained = arguments.pretrained or Path(arguments.data) / "pretrained" / "mn04_as_mAP_432.pt"
    prompts = read_prompts(arguments.prompts)
    rows = load(arguments.data, cache)
    train, test = choose(rows, arguments)
    print(f"{len(train)} sounds to train on, {len(test)} held out", flush=True)
    kept_views = views([row["y"] for row in rows], cache)
    index = np.array(train)
    trainer = Trainer(
        [rows[i] for i in train],
        lambda chosen, view: kept_views[index[chosen], view],
        pretrained,
        prompts,
        arguments.seed,
        STEPS_PER_EPOCH * arguments.epochs,
    )
    audio, text = trainer.run(arguments.steps)
    hold = "unlicensed" if arguments.sources == "licensed" else arguments.hold
    torch.save(checkpoint(audio, text, trainer.vocab, hold, [rows[i] for i in test], prompts), arguments.out)


def checkpoint(audio, text, vocab, hold, test, prompts):
    """What a run leaves: the towers, what they did not hear, and their vectors of it."""
    kept = {"audio": audio.state_dict(), "text": text.state_dict(), "vocab": vocab, "hold": hold}
    if test:
        text.eval()
        vectors = embed(audio, test)
        with torch.no_grad():
            similarities = role_similarities(vectors, Texts(text, vocab), prompts).numpy()
        report("held out", similarities, test)
        bench = [i for i, row in enumerate(test) if row["set"] == "bench"]
        if bench:
            report("of these in bench", similarities[bench], [test[i] for i in bench])
        kept["paths"] = [row["path"] for row in test]
        kept["vectors"] = vectors.numpy()
    return kept


if __name__ == "__main__":
    main()
