"""More sounds with random parameters: what field recordings and effects are made of (birds, insects, bubbles, wind, rain,
frogs, engines, risers), snippets cut out of them, and drums that are played by hand."""

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

    def syllable(self):
        """One call of a bird, 10 to 300 ms: one or two voices over a path of pitch, or a few of them as a trill; often cut
        where there is still sound."""
        u, lu = self.uniform, self.log_uniform
        time = seconds(lu(0.01, 0.3))
        place = np.linspace(0, 1, len(time))
        y = 0
        centre = lu(900, 7500)
        for voice in range(1 + (self.rng.random() < 0.25)):
            knots = self.rng.integers(2, 6)
            path = np.cumsum(self.rng.normal(0, lu(0.05, 0.4), knots))
            hz = centre * np.exp(smooth(place, path - path.mean())) * (1 if voice == 0 else lu(0.5, 1.9))
            hz = hz * (1 + lu(0.002, 0.12) * (self.rng.random() < 0.4) * np.sin(2 * np.pi * lu(20, 250) * time))
            phase = 2 * np.pi * np.cumsum(np.clip(hz, 300, 13000)) / SAMPLE_RATE
            steep = lu(0.05, 0.9) * (self.rng.random() < 0.7)
            for k in range(1, 7):
                y = y + steep ** (k - 1) * np.sin(k * phase + u(0, 6)) * (k * hz < 15000)
        rough = u(0, 0.9) * (self.rng.random() < 0.3)
        y = y * (1 - rough + rough * np.sin(2 * np.pi * lu(40, 400) * time))
        y = y + lu(0.003, 0.5) * self.noise(len(time), centre * 0.6, centre * 2.5) * np.abs(y).mean()
        y = y * np.minimum(1, place / lu(0.02, 0.6)) * np.minimum(1, (1 - place) / lu(0.02, 0.8)) ** u(0.5, 2)
        if self.rng.random() < 0.25:
            gap = np.zeros(int(len(y) * u(0, 1.5)))
            y = np.concatenate([np.concatenate([y * u(0.6, 1), gap]) for _ in range(self.rng.integers(2, 9))])
        return self.cut_out(y)

    def drop(self):
        """One bubble or a few: a tone of 3/r Hz that dies by 0.13/r + 0.0072·r^−1.5 a second, r its radius in metres, and
        rises the faster the nearer to the surface it is (van den Doel 2005); before it maybe the drop's impact."""
        u, lu = self.uniform, self.log_uniform
        y = np.zeros(LONGEST // 2)
        at, end = 0, 0
        if self.rng.random() < 0.4:
            impact = seconds(0.02)
            tick = u(0.02, 0.5) * self.noise(len(impact), lu(800, 4000), 14000) * np.exp(-impact / lu(0.0003, 0.003))
            y[: len(impact)] += tick
            at, end = int(lu(0.002, 0.05) * SAMPLE_RATE), len(impact)
        for _ in range(self.rng.choice([1, 1, 1, 2, 3, 6])):
            radius = lu(0.0007, 0.012)
            damping = 0.13 / radius + 0.0072 * radius**-1.5
            time = seconds(min(0.5, 6 / damping))
            hz = 3 / radius * (1 + lu(0.01, 1.5) * damping * time)
            phase = 2 * np.pi * np.cumsum(np.minimum(hz, 12000)) / SAMPLE_RATE
            tone = np.sin(phase) * np.exp(-damping * time) * np.minimum(1, time / lu(0.0002, 0.01))
            start = min(at, len(y) - len(tone))
            y[start : start + len(tone)] += tone * u(0.2, 1)
            end = max(end, start + len(tone))
            at += int(lu(0.008, 0.2) * SAMPLE_RATE)
        y = y[:end]
        if self.rng.random() < 0.3:  # in a cave, a bucket or a sink
            time = seconds(0.5)
            tail = self.noise(len(time), 200, 9000) * np.exp(-time / lu(0.02, 0.3)) * lu(0.003, 0.05)
            y = np.convolve(y, tail + (time == 0))
        return self.cut_out(y / np.abs(y).max() + self.background()[: len(y)])

    def stridulation(self):
        """A cricket, a grasshopper or a cicada: teeth of a file strike one after another what rings at 2 to 12 kHz."""
        u, lu = self.uniform, self.log_uniform
        samples = int(lu(0.03, 0.8) * SAMPLE_RATE)
        strikes = np.zeros(samples)
        at, period = 0.0, SAMPLE_RATE / lu(30, 1500)
        while at < samples:
            strikes[int(at)] += u(0.4, 1)
            at += period * self.rng.normal(1, 0.05) + 1
        time = seconds(0.03)
        hz = lu(2000, 11000)
        ring = np.sin(2 * np.pi * hz * time) * np.exp(-time / lu(0.0003, 0.006))
        if self.rng.random() < 0.5:
            ring = ring + u(0, 1) * self.noise(len(time), hz * 0.6, hz * 1.6) * np.exp(-time / 0.001)
        y = np.convolve(strikes, ring)[:samples]
        place = np.arange(samples) / samples
        syllables = (place * self.rng.integers(1, 6)) % 1
        y = y * np.sin(np.pi * np.minimum(1, syllables / u(0.3, 1))) ** lu(0.2, 2)
        return self.cut_out(y / np.abs(y).max() + self.background()[:samples])

    def buzz(self):
        """Wings: a tone with many overtones that comes near and goes."""
        u, lu = self.uniform, self.log_uniform
        time = seconds(lu(0.05, 1.2))
        place = np.linspace(0, 1, len(time))
        hz = lu(90, 650) * np.exp(smooth(place, self.rng.normal(0, 0.12, 5)))
        phase = 2 * np.pi * np.cumsum(hz * (1 + lu(0.005, 0.06) * self.noise(len(time), 1, 60))) / SAMPLE_RATE
        y = 0
        tilt = u(0.2, 1.8)
        for k in range(1, 20):
            y = y + k**-tilt * u(0.2, 1) * np.sin(k * phase + u(0, 6))
        y = y + u(0, 0.2) * self.noise(len(time), 500, 8000) * (1 + np.sin(phase))
        return self.cut_out(y * np.abs(smooth(place, u(0, 1) + self.rng.random(5))))

    def frog(self):
        """Pulses of a throat through two or three resonances."""
        u, lu = self.uniform, self.log_uniform
        time = seconds(lu(0.04, 0.6))
        place = np.linspace(0, 1, len(time))
        rate = lu(18, 250) * np.exp(u(-0.6, 0.6) * place)
        phase = 2 * np.pi * np.cumsum(rate) / SAMPLE_RATE
        source = np.exp(lu(1, 12) * (np.cos(phase) - 1)) + lu(0.001, 0.1) * self.rng.standard_normal(len(time))
        spectrum = np.fft.rfft(source, 2 * len(time))
        hz = np.fft.rfftfreq(2 * len(time), 1 / SAMPLE_RATE)
        formants = 0
        for _ in range(self.rng.integers(1, 4)):
            centre, sharp = lu(250, 3500), lu(3, 20)
            formants = formants + u(0.3, 1) / (1 + 1j * sharp * (hz / centre - centre / np.maximum(hz, 1)))
        y = np.fft.irfft(spectrum * formants)[: len(time)] * np.sin(np.pi * place) ** lu(0.2, 1.5)
        return self.cut_out(y / np.abs(y).max() + 0.5 * self.background()[: len(y)])

    def scrap(self):
        """20 to 80 ms of noise or of a recording, level up to abrupt ends: it neither begins nor decays like a stroke."""
        u, lu = self.uniform, self.log_uniform
        size = int(lu(0.02, 0.08) * SAMPLE_RATE)
        if self.rng.random() < 0.5:
            low = lu(20, 3000)
            y = self.noise(size, low, low * lu(1.5, 60), self.rng.integers(1, 4))
            y = np.clip(y, -lu(0.3, 4), 4) if self.rng.random() < 0.3 else y
        else:
            make = (self.drone, self.cloud, self.crackle, self.wind, self.rain, self.engine, self.frog, self.buzz)
            y = make[self.rng.integers(len(make))]()
            start = self.rng.integers(max(1, len(y) - size))
            y = y[start : start + size]
        fade = np.linspace(1, u(0.4, 1.6), len(y))
        return y * fade

    def cut_out(self, y):
        """Half of the time without its ends, as out of an editor with no fades; or with silence after it."""
        way = self.rng.random()
        if way < 0.5 and len(y) > 400:
            y = y[int(self.uniform(0, 0.2) * len(y)) : int(self.uniform(0.5, 1) * len(y))]
        elif way < 0.6:
            y = np.concatenate([y, np.zeros(int(self.uniform(0, 0.2) * SAMPLE_RATE))])
        return y[:LONGEST]

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
            ("birds", "TEXTURE", self.syllable, 50),
            ("bubble", "TEXTURE", self.drop, 30),
            ("insect", "TEXTURE", self.stridulation, 24),
            ("insect", "TEXTURE", self.buzz, 14),
            ("outdoor", "TEXTURE", self.frog, 14),
            ("noise", "TEXTURE", self.scrap, 36),
        ]


def smooth(place, values):
    """Values at even distances over 0..1, joined by half cosines."""
    at = place * (len(values) - 1)
    left = np.minimum(at.astype(int), len(values) - 2)
    share = 0.5 - 0.5 * np.cos(np.pi * (at - left))
    return values[left] * (1 - share) + values[left + 1] * share
