"""More sounds with random parameters: what field recordings and effects are made of (birds, insects, bubbles, wind, rain,
engines, risers), snippets cut out of them, and drums that are played by hand."""

import numpy as np

from frontend import SAMPLE_RATE
from synth import LONGEST, Synth, envelope, faded_in, glide, seconds


class Nature(Synth):
    """Like Synth."""

    def swell(self, samples, knots):
        """A level that moves at random, 0..about 3."""
        level = np.abs(self.rng.standard_normal(knots)) + self.uniform(0, 0.5)
        return np.interp(np.arange(samples), np.linspace(0, samples, knots), level)

    def background(self):
        level = self.uniform(0, 0.08) * (self.rng.random() < 0.7)
        return level * self.noise(LONGEST, self.log_uniform(50, 1000), self.log_uniform(2000, 12000))

    def birds(self):
        """One to seven chirps, some of them alone and short."""
        u, lu = self.uniform, self.log_uniform
        y = np.zeros(LONGEST)
        at, end = 0, 0
        low = lu(1500, 5500)
        for _ in range(self.rng.integers(1, 8)):
            time = seconds(lu(0.03, 0.4))
            if at + len(time) > LONGEST:
                break
            place = time / time[-1]
            hz = low * lu(0.7, 1.5) * (1 + (lu(0.5, 1.9) - 1) * place ** lu(0.5, 2))
            hz = hz * (1 + u(0, 0.12) * np.sin(2 * np.pi * lu(8, 90) * time))
            phase = 2 * np.pi * np.cumsum(hz) / SAMPLE_RATE
            chirp = np.sin(phase) + u(0, 0.3) * np.sin(2 * phase)
            y[at : at + len(time)] += u(0.3, 1) * chirp * np.sin(np.pi * place) ** lu(0.3, 2)
            end = at + len(time)
            at = end + int(lu(0.01, 0.4) * SAMPLE_RATE)
        y = y + self.background()
        return y if self.rng.random() < 0.5 else y[: end + 1]

    def insects(self):
        u, lu = self.uniform, self.log_uniform
        time = seconds(lu(0.3, 2.0))
        hz = lu(2500, 9000)
        pulses = np.maximum(0, np.sin(2 * np.pi * lu(15, 130) * time)) ** lu(0.5, 4)
        gate = np.maximum(0, np.sin(2 * np.pi * lu(0.7, 6) * time + u(0, 6)) + u(-0.2, 1))
        tone = np.sin(2 * np.pi * hz * time) + u(0, 0.5) * self.noise(len(time), hz * 0.8, hz * 1.2)
        return tone * pulses * np.minimum(1, gate) + self.background()[: len(time)]

    def bubbles(self):
        u, lu = self.uniform, self.log_uniform
        y = np.zeros(LONGEST)
        end = 0
        spread = lu(0.1, 1.6) * SAMPLE_RATE
        for _ in range(self.rng.integers(1, 30)):
            time = seconds(lu(0.02, 0.2))
            hz = lu(250, 2200)
            drop = np.sin(2 * np.pi * hz * time * (1 + u(-0.3, 4) * time))
            at = int(u(0, min(spread, LONGEST - len(time))))
            y[at : at + len(time)] += u(0.2, 1) * drop * envelope(time, 0.002, lu(0.008, 0.06))
            end = max(end, at + len(time))
        y = y + self.background()
        return y if self.rng.random() < 0.4 else y[:end]

    def wind(self):
        lu = self.log_uniform
        low = lu(40, 500)
        y = self.noise(LONGEST, low, low * lu(2, 12), self.rng.integers(1, 4))
        y = y * self.swell(LONGEST, self.rng.integers(3, 12))
        whistle = self.noise(LONGEST, lu(400, 900), lu(900, 2000), 4)
        return y + self.uniform(0, 0.4) * whistle * self.swell(LONGEST, 6)

    def rain(self):
        u, lu = self.uniform, self.log_uniform
        count = int(lu(60, 6000))
        drops = np.zeros(LONGEST)
        level = lu(0.05, 1)
        strength = self.rng.standard_normal(count) ** 3 * level
        drops[self.rng.integers(0, LONGEST, count)] = strength
        drop = self.noise(512, lu(300, 2000), lu(4000, 14000)) * np.exp(-np.arange(512) / lu(5, 120))
        bed = self.noise(LONGEST, lu(50, 1500), lu(3000, 14000))
        return np.convolve(drops, drop)[:LONGEST] + u(0, 0.5) * bed

    def engine(self):
        u, lu = self.uniform, self.log_uniform
        time = seconds(2.0)
        hz = lu(5, 60)
        turn = (0.5 + 0.5 * np.sin(2 * np.pi * hz * time + u(0, 1) * np.sin(2 * np.pi * u(0.3, 3) * time)))
        y = (u(0, 0.5) + turn ** lu(0.5, 8)) * self.noise(len(time), lu(20, 300), lu(300, 6000))
        for k in range(self.rng.integers(0, 6)):
            y = y + u(0, 0.6) / (1 + k) * np.sin(2 * np.pi * hz * (k + 1) * lu(1, 4) * time)
        return y

    def riser(self):
        """A tone or a band of noise that glides for a second or two."""
        u, lu = self.uniform, self.log_uniform
        time = seconds(u(0.8, 2.0))
        place = time / time[-1]
        hz = lu(80, 1500) * lu(0.15, 8) ** place
        tone = np.sin(2 * np.pi * np.cumsum(hz) / SAMPLE_RATE * (1 + u(0, 0.01) * np.sin(40 * time)))
        y = u(0, 1) * tone + u(0.1, 1) * self.noise(len(time), lu(100, 2000), lu(2000, 14000))
        level = place ** lu(0.3, 3) if self.rng.random() < 0.6 else (1 - place) ** lu(0.3, 2)
        return faded_in(y * level, 0.02)

    def snippet(self):
        """A short piece of something that goes on, cut out without a fade."""
        make = (self.bed, self.drone, self.cloud, self.crackle, self.wind, self.rain, self.insects, self.engine)
        y = make[self.rng.integers(len(make))]()
        size = int(self.log_uniform(0.03, 0.5) * SAMPLE_RATE)
        start = self.rng.integers(max(1, len(y) - size))
        return y[start : start + size]

    def tabla(self):
        """A membrane with harmonic overtones that may bend upward."""
        u, lu = self.uniform, self.log_uniform
        time = seconds(u(0.2, 1.2))
        hz = lu(60, 420)
        decay = lu(0.05, 0.4)
        y = 0
        for k in range(1, self.rng.integers(2, 7)):
            phase = glide(time, hz * k * u(0.75, 1.3), hz * k * u(0.98, 1.02), lu(0.02, 0.2))
            y = y + u(0.1, 1) / k ** u(0, 1) * np.sin(phase) * envelope(time, 0.0005, decay / k ** u(0, 0.7))
        slap = u(0, 0.5) * self.noise(len(time), lu(300, 2000), lu(3000, 10000))
        return y + slap * envelope(time, 0.0003, lu(0.002, 0.02))

    def hand_drum(self):
        """Modes of a circular membrane, from a bass stroke to a slap."""
        u, lu = self.uniform, self.log_uniform
        time = seconds(u(0.12, 0.9))
        hz = lu(60, 300)
        decay = lu(0.03, 0.25)
        y = 0
        for ratio in (1, 1.59, 2.14, 2.3, 2.65, 2.92, 3.5):
            level = u(0, 1) / ratio ** u(0, 1.5)
            phase = glide(time, hz * ratio * lu(1, 1.15), hz * ratio, 0.03)
            y = y + level * np.sin(phase) * envelope(time, 0.0006, decay / ratio ** u(0, 1))
        slap = u(0.02, 0.8) * self.noise(len(time), lu(300, 1500), lu(2500, 9000))
        return np.tanh((y + slap * envelope(time, 0.0003, lu(0.003, 0.03))) * lu(0.6, 2))

    def kinds(self):
        """Instrument, role, maker and count, as synth.synthesise takes them."""
        return [
            ("birds", "TEXTURE", self.birds, 60),
            ("insect", "TEXTURE", self.insects, 30),
            ("bubble", "TEXTURE", self.bubbles, 40),
            ("wind", "TEXTURE", self.wind, 40),
            ("rain", "TEXTURE", self.rain, 30),
            ("helicopter", "TEXTURE", self.engine, 30),
            ("fx", "TEXTURE", self.riser, 30),
            ("noise", "TEXTURE", self.snippet, 60),
            ("tabla", "FILL", self.tabla, 50),
            ("hand drum", "FILL", self.hand_drum, 50),
        ]
