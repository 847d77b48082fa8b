"""Percussion that is played by hand, with random parameters: skins, bars, bells, clay, what is scraped and what rattles."""

import numpy as np

from frontend import SAMPLE_RATE
from synth import LONGEST, Synth, envelope, glide, seconds

#: Overtones of bars, of a circular membrane, and of one that is loaded in its middle as a tabla's is.
BAR = (1, 2.756, 5.404, 8.933)
MEMBRANE = (1, 1.594, 2.136, 2.296, 2.653, 2.918, 3.156, 3.501, 3.6)
LOADED = (1, 2, 3, 4, 5)


class Percussion(Synth):
    """Like Synth."""

    # parts

    def click(self, time, most):
        """A stick, a finger, or a machine's trigger: a few milliseconds of noise, a spike, or nothing."""
        way = self.rng.integers(3)
        level = self.uniform(0, most)
        if way == 0:
            return 0 * time
        if way == 1:
            return level * np.exp(-time / self.log_uniform(0.0002, 0.002))
        noise = self.noise(len(time), self.log_uniform(300, 4000), self.log_uniform(4000, 15000))
        return level * noise * np.exp(-time / self.log_uniform(0.0005, 0.008))

    def modes(self, time, hz, ratios, decay, spread=0.03, steep=1.0):
        """Tones at about those ratios, the higher ones shorter."""
        y = 0
        for ratio in ratios:
            tone = hz * ratio * self.rng.normal(1, spread)
            if tone < 15000:
                level = self.uniform(0.1, 1) / ratio ** self.uniform(0, 1.2)
                sine = np.sin(2 * np.pi * tone * time + self.uniform(0, 1))
                y = y + level * sine * np.exp(-time / (decay / ratio**steep))
        return y

    def ended(self, y):
        """Sometimes with fewer bits, saturated, or cut off."""
        way = self.rng.random()
        peak = np.abs(y).max() + 1e-9
        if way < 0.12:
            steps = self.log_uniform(6, 100)
            y = np.round(y / peak * steps) / steps
        elif way < 0.3:
            y = np.tanh(y / peak * self.log_uniform(1, 8))
        elif way < 0.4:
            y = y[: int(len(y) * self.uniform(0.15, 0.8))]
        return y[:LONGEST]

    # FILL

    def low_tom(self):
        """A floor tom: as low as a kick, but it rings on one pitch with its overtones, and its bend is slow and small."""
        u, lu = self.uniform, self.log_uniform
        time = seconds(u(0.5, 2.0))
        hz = lu(55, 110)
        decay = lu(0.18, 0.7)
        y = 0
        for ratio in MEMBRANE[: self.rng.integers(3, 9)]:
            tone = hz * ratio * self.rng.normal(1, 0.02)
            bend = glide(time, tone * lu(1.01, 1.25), tone, lu(0.06, 0.3))
            y = y + u(0.15, 1) / ratio ** u(0.2, 1.2) * np.sin(bend) * np.exp(-time / (decay / ratio ** u(0.5, 1)))
        y = y * np.minimum(1, time / lu(0.0005, 0.003))
        shell = u(0.02, 0.5) * self.noise(len(time), 150, lu(700, 5000)) * np.exp(-time / lu(0.01, 0.12))
        return self.ended(y + shell + self.click(time, 0.5))

    def block(self):
        """A wood block, a temple block, claves: a bar, and the air in the slit."""
        u, lu = self.uniform, self.log_uniform
        time = seconds(u(0.08, 0.5))
        hz = lu(350, 2800)
        decay = lu(0.01, 0.09)
        y = self.modes(time, hz, BAR, decay, 0.06, u(0.2, 1)) + u(0, 1) * self.modes(time, hz * u(1.1, 1.9), (1,), decay)
        return self.ended(y * np.minimum(1, time / 0.0004) + self.click(time, 0.8))

    def guiro(self):
        """Ridges scraped one after another, to or to and fro."""
        u, lu = self.uniform, self.log_uniform
        y = np.zeros(LONGEST)
        at = 0
        for _ in range(self.rng.choice([1, 1, 2])):
            length = lu(0.06, 0.6)
            ridges = max(4, int(length * lu(35, 220)))
            even = np.linspace(0, 1, ridges)
            place = even + u(-0.5, 0.5) * even * (1 - even)
            index = at + (np.clip(place, 0, 1) * length * SAMPLE_RATE * self.rng.normal(1, 0.004, ridges)).astype(int)
            y[np.clip(index, 0, LONGEST - 1)] += self.rng.uniform(0.3, 1, ridges) * np.linspace(u(0.3, 1), u(0.3, 1), ridges)
            at += int(length * u(1, 1.4) * SAMPLE_RATE)
        y = y[: at + 2000]
        time = seconds(0.04)
        hz = lu(800, 4500)
        knock = self.modes(time, hz, (1, u(1.3, 2), u(2, 3.5)), lu(0.001, 0.008))
        knock = knock + u(0.1, 1.5) * self.noise(len(time), hz * 0.7, 12000) * np.exp(-time / lu(0.0005, 0.004))
        return self.ended(np.convolve(y, knock))

    def vibraslap(self):
        """A stroke, and teeth that rattle after it 18 to 45 times a second in a box of wood."""
        u, lu = self.uniform, self.log_uniform
        time = seconds(u(0.5, 1.9))
        y = np.zeros(len(time))
        y[0] = lu(1, 4)
        gap = SAMPLE_RATE / lu(18, 45)
        decay = lu(0.2, 0.7)
        at = gap
        while at < len(y):
            y[int(at)] += u(0.7, 1) * np.exp(-at / SAMPLE_RATE / decay)
            at += gap * self.rng.normal(1, 0.02)
        part = seconds(0.05)
        hz = lu(1200, 4000)
        knock = self.modes(part, hz, (1, u(1.2, 1.8), u(1.8, 3)), lu(0.003, 0.012))
        return self.ended(np.convolve(y, knock + self.click(part, 1)))

    def cuica(self):
        """A skin that is rubbed: a voice-like tone that glides up, down, or both."""
        u, lu = self.uniform, self.log_uniform
        time = seconds(lu(0.1, 0.7))
        place = np.linspace(0, 1, len(time))
        hz = lu(180, 900) * 2 ** (u(-1.3, 1.3) * place + u(-0.7, 0.7) * np.sin(np.pi * place))
        phase = 2 * np.pi * np.cumsum(hz * (1 + 0.004 * self.noise(len(time), 5, 60))) / SAMPLE_RATE
        y = sum(np.sin(k * phase) / k ** u(0.4, 2) for k in range(1, 9))
        y = resonant(y, lu(400, 1600), u(0.7, 4)) + u(0.1, 1) * y
        y = y + u(0, 0.4) * self.noise(len(time), 400, 6000) * (1 + np.sin(phase))
        return self.ended(y * np.minimum(1, time / lu(0.003, 0.05)) * (1 - place) ** u(0.3, 1.5))

    def stroke(self):
        """Djembe, darbuka, cajón: a bass with air in it, an open tone, or a slap on the rim."""
        u, lu = self.uniform, self.log_uniform
        time = seconds(u(0.12, 0.9))
        slap = self.rng.random()
        hz = lu(65, 450)
        decay = lu(0.04, 0.25) * (1 - 0.6 * slap)
        y = (1 - 0.7 * slap) * self.modes(time, hz, MEMBRANE, decay, 0.03, u(0.3, 1))
        y = y + slap * u(0.2, 1) * self.modes(time, hz * u(2, 5), MEMBRANE[:6], decay * 0.4, 0.06)
        if self.rng.random() < 0.35:
            air = glide(time, hz * u(0.4, 0.7), hz * u(0.35, 0.6), 0.05)
            y = y + (1 - slap) * np.sin(air) * np.exp(-time / lu(0.05, 0.3))
        hand = self.noise(len(time), lu(250, 1500), lu(2500, 10000)) * np.exp(-time / lu(0.003, 0.03))
        rattle = self.noise(len(time), 1500, 9000) * np.exp(-time / lu(0.02, 0.1)) * (self.rng.random() < 0.2)
        y = (y + u(0.05, 0.6) * hand + u(0, 0.2) * rattle) * np.minimum(1, time / lu(0.0003, 0.002))
        return self.ended(y)

    def pot(self):
        """Ghatam, udu: the air in a clay pot, its pitch moved by the hand, and the clay itself."""
        u, lu = self.uniform, self.log_uniform
        time = seconds(u(0.15, 1.0))
        hz = lu(70, 350)
        air = np.sin(glide(time, hz * u(0.6, 1.6), hz, lu(0.03, 0.2))) * envelope(time, lu(0.0005, 0.01), lu(0.05, 0.3))
        clay = self.modes(time, lu(500, 2500), (1, u(1.3, 2), u(2, 3), u(3, 5)), lu(0.01, 0.12))
        return self.ended(u(0.2, 1) * air + u(0.1, 1) * clay + self.click(time, 0.6))

    def tabla(self):
        """The right drum's harmonic overtones, damped or open; or the left one's bass that is pressed upward."""
        u, lu = self.uniform, self.log_uniform
        time = seconds(u(0.15, 1.6))
        if self.rng.random() < 0.6:
            hz = lu(180, 420)
            damped = lu(0.02, 1)
            y = self.modes(time, hz, LOADED[self.rng.integers(0, 2) :], 0.5 * damped, 0.008, u(0, 0.8))
        else:
            hz = lu(60, 130)
            rise = hz * (1 + u(-0.1, 0.9) * np.minimum(1, time / lu(0.05, 0.4)) ** u(0.5, 2))
            phase = 2 * np.pi * np.cumsum(rise) / SAMPLE_RATE
            y = sum(u(0.1, 1) / k * np.sin(k * phase) * np.exp(-time / (lu(0.1, 0.5) / k)) for k in range(1, 4))
        return self.ended(y * np.minimum(1, time / 0.0008) + self.click(time, 1))

    def bell(self):
        """Agogô and cowbells of sheet metal: two strong modes and some others."""
        u, lu = self.uniform, self.log_uniform
        time = seconds(u(0.15, 1.4))
        hz = lu(350, 1800)
        ratios = (1, u(1.35, 1.75), u(2, 2.9), u(2.7, 4), u(4, 6), u(5, 9))[: self.rng.integers(3, 7)]
        y = self.modes(time, hz, ratios, lu(0.04, 0.5), 0.01, u(0.2, 1))
        return self.ended(y * np.minimum(1, time / 0.0005) + self.click(time, 0.6))

    def kinds(self):
        """Instrument, role, maker and count, as synth.synthesise takes them."""
        return [
            ("tom", "FILL", self.low_tom, 18),
            ("perc", "FILL", self.block, 14),
            ("perc", "FILL", self.guiro, 12),
            ("perc", "FILL", self.vibraslap, 10),
            ("perc", "FILL", self.cuica, 10),
            ("hand drum", "FILL", self.stroke, 20),
            ("hand drum", "FILL", self.pot, 8),
            ("tabla", "FILL", self.tabla, 10),
            ("cowbell", "FILL", self.bell, 10),
        ]


def resonant(y, hz, sharp):
    """Through a band-pass of the second order; what it leaves after the end of `y` is lost."""
    spectrum = np.fft.rfft(y, 2 * len(y))
    place = np.fft.rfftfreq(2 * len(y), 1 / SAMPLE_RATE) / hz
    return np.fft.irfft(spectrum * (1j * place) / (1 - place**2 + 1j * place / sharp))[: len(y)]
