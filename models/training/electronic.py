"""Percussion of synthesizers and of hands with random parameters: zaps, blips, toms with noise, bells, blocks, scrapes, strokes
on skins and clay; and kicks, snares, rims, claps and hats that are like them, so that no role is one sort of sound alone."""

import numpy as np

from frontend import SAMPLE_RATE
from synth import LONGEST, Synth, envelope, glide, high_passed, seconds, shaped

#: Overtones of bars, of a circular membrane, and of one that is loaded in its middle as a tabla's is.
BAR = (1, 2.756, 5.404, 8.933)
MEMBRANE = (1, 1.594, 2.136, 2.296, 2.653, 2.918, 3.156, 3.501, 3.6)
LOADED = (1, 2, 3, 4, 5)


class Electronic(Synth):
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

    def wave(self, phase):
        """Sine, triangle, clipped, with overtones, square, saw."""
        kind = self.rng.integers(6)
        if kind == 4:
            return np.tanh(8 * np.sin(phase))
        if kind == 5:
            return sum(np.sin(k * phase) / k for k in range(1, 8))
        return shaped(phase, kind)

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

    def zap(self):
        """A tone that falls fast over two to six octaves, or now and then rises."""
        u, lu = self.uniform, self.log_uniform
        time = seconds(u(0.08, 0.9))
        low, high = lu(70, 900), lu(1500, 12000)
        start, end = (low, high) if self.rng.random() < 0.12 else (high, low)
        phase = glide(time, start, end, lu(0.008, 0.15))
        y = self.wave(phase + u(0, 2) * (self.rng.random() < 0.3) * np.sin(phase * lu(0.5, 3)))
        return self.ended(y * envelope(time, lu(0.0003, 0.004), lu(0.03, 0.3), u(0.8, 2)) + self.click(time, 0.5))

    def blip(self):
        """One or two short tones with flat tops."""
        u, lu = self.uniform, self.log_uniform
        parts = []
        hz = lu(200, 3500)
        for _ in range(self.rng.choice([1, 1, 1, 2, 2, 3])):
            time = seconds(lu(0.015, 0.12))
            top = np.minimum(1, (time[-1] - time) / lu(0.001, 0.03)) * np.minimum(1, time / lu(0.0002, 0.005))
            parts.append(self.wave(2 * np.pi * hz * time) * top * np.exp(-time / lu(0.02, 0.5)))
            hz *= lu(0.5, 2)
        return self.ended(np.concatenate(parts))

    def tick(self):
        """A clear tone of some ten milliseconds: a metronome, a clave, a key."""
        u, lu = self.uniform, self.log_uniform
        time = seconds(u(0.05, 0.3))
        hz = lu(700, 5000)
        y = self.modes(time, hz, (1, lu(1.2, 3))[: self.rng.integers(1, 3)], lu(0.012, 0.06))
        return self.ended(y * np.minimum(1, time / 0.0003) + self.click(time, 0.3))

    def simmons(self):
        """A hexagonal pad: noise and a triangle that bends down together, through one filter."""
        u, lu = self.uniform, self.log_uniform
        time = seconds(u(0.25, 1.6))
        hz = lu(55, 450)
        decay = lu(0.08, 0.6)
        phase = glide(time, hz * lu(1.3, 6), hz * u(0.6, 1), lu(0.04, 0.5))
        tone = shaped(phase, self.rng.integers(0, 3)) * envelope(time, 0.0005, decay, u(0.8, 1.3))
        noise = self.noise(len(time), lu(100, 1500), lu(1500, 12000), self.rng.integers(1, 4))
        noise *= np.exp(-time / (decay * lu(0.1, 1)))
        return self.ended(tone + lu(0.05, 0.8) * noise + self.click(time, 0.8))

    def synth_tom(self):
        u, lu = self.uniform, self.log_uniform
        time = seconds(u(0.15, 1.2))
        hz = lu(80, 500)
        phase = glide(time, hz * lu(1.05, 4), hz, lu(0.01, 0.2))
        second = u(0, 0.6) * self.wave(phase * u(1.3, 2.2)) if self.rng.random() < 0.5 else 0
        y = (self.wave(phase) + second) * envelope(time, 0.0004, lu(0.05, 0.4), u(0.8, 1.6))
        return self.ended(y + self.click(time, 1.5))

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

    def ring_bell(self):
        """Two oscillators multiplied: sums and differences, no fundamental."""
        u, lu = self.uniform, self.log_uniform
        time = seconds(u(0.15, 1.5))
        first, second = lu(200, 2500), lu(300, 4000)
        y = self.wave(glide(time, first * lu(1, 1.3), first, 0.03)) * self.wave(2 * np.pi * second * time)
        return self.ended(y * envelope(time, 0.0005, lu(0.03, 0.5)) + self.click(time, 0.4))

    def modulated(self):
        """Frequency modulation whose index decays: metal, glass, wood, skins (Chowning 1973)."""
        u, lu = self.uniform, self.log_uniform
        time = seconds(u(0.08, 1.3))
        carrier = lu(90, 1800)
        decay = lu(0.03, 0.4)
        ratio = self.rng.choice([0.5, 1.41, 2, 3.5, 7]) if self.rng.random() < 0.4 else lu(0.3, 9)
        bend = glide(time, carrier * lu(1, 1.8), carrier, lu(0.01, 0.08))
        index = lu(0.3, 9) * np.exp(-time / (decay * lu(0.1, 1)))
        y = np.sin(bend + index * np.sin(bend * ratio + u(0, 6)))
        return self.ended(y * envelope(time, 0.0005, decay, u(0.8, 1.3)) + self.click(time, 0.3))

    def block(self):
        """A wood block, a temple block, claves: a bar, and the air in the slit."""
        u, lu = self.uniform, self.log_uniform
        time = seconds(u(0.08, 0.5))
        hz = lu(350, 2800)
        decay = lu(0.01, 0.09)
        y = self.modes(time, hz, BAR, decay, 0.06, u(0.2, 1)) + u(0, 1) * self.modes(time, hz * u(1.1, 1.9), (1,), decay)
        return self.ended(y * np.minimum(1, time / 0.0004) + self.click(time, 0.8))

    def ping(self):
        """A filter near self-oscillation that is hit by a click or by a little noise."""
        u, lu = self.uniform, self.log_uniform
        time = seconds(u(0.1, 1.0))
        hit = self.click(time, 1) + np.exp(-time / lu(0.0001, 0.003))
        hit += u(0, 0.1) * self.noise(len(time), 100, 12000) * np.exp(-time / lu(0.01, 0.2))
        y = 0
        for _ in range(self.rng.choice([1, 1, 2, 3])):
            y = y + u(0.3, 1) * resonant(hit, lu(120, 4000), lu(10, 90))
        return self.ended(y)

    def guiro(self):
        """Ridges scraped one after another, to or to and fro."""
        u, lu = self.uniform, self.log_uniform
        y = np.zeros(LONGEST)
        at = 0
        for _ in range(self.rng.choice([1, 1, 2])):
            length = lu(0.06, 0.6)
            ridges = max(4, int(length * lu(35, 220)))
            speed = u(-0.5, 0.5)
            place = np.linspace(0, 1, ridges) + speed * np.linspace(0, 1, ridges) * (1 - np.linspace(0, 1, ridges))
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

    # ACCENT

    def pitched_snare(self):
        """A machine's snare that has as much tone as noise."""
        u, lu = self.uniform, self.log_uniform
        time = seconds(u(0.12, 0.8))
        hz = lu(150, 420)
        y = self.wave(glide(time, hz * lu(1, 4), hz, lu(0.005, 0.06))) * envelope(time, 0.0004, lu(0.03, 0.2))
        if self.rng.random() < 0.5:
            y = y + u(0.2, 0.9) * np.sin(2 * np.pi * hz * u(1.4, 1.9) * time) * np.exp(-time / lu(0.02, 0.12))
        wires = self.noise(len(time), lu(400, 4000), lu(5000, 15000), self.rng.integers(1, 4))
        wires *= envelope(time, lu(0.0003, 0.006), lu(0.04, 0.25), u(0.6, 2))
        return self.ended(y + lu(0.25, 1.2) * wires + self.click(time, 0.8))

    def gated_snare(self):
        """A burst of noise with a flat top, as out of a gate, over a short body."""
        u, lu = self.uniform, self.log_uniform
        time = seconds(lu(0.07, 0.4))
        hz = lu(130, 260)
        body = np.sin(glide(time, hz * lu(1, 2), hz, 0.02)) * np.exp(-time / lu(0.02, 0.1))
        gate = np.minimum(1, (time[-1] - time) / lu(0.002, 0.04)) * np.exp(-time / lu(0.06, 1))
        noise = self.noise(len(time), lu(150, 1500), lu(4000, 14000)) * gate
        return self.ended(u(0.3, 1.2) * body + u(0.3, 0.9) * noise + self.click(time, 1.5))

    def dry_rim(self):
        """A rim without noise: a low and a stronger high tone that stop at once, clipped, little left below them."""
        u, lu = self.uniform, self.log_uniform
        time = seconds(u(0.03, 0.2))
        hz = lu(350, 1000)
        decay = lu(0.003, 0.014)
        y = u(0.2, 1) * np.sin(2 * np.pi * hz * time) * np.exp(-time / decay)
        for _ in range(self.rng.integers(1, 4)):
            y = y + u(0.4, 1) * np.sin(2 * np.pi * hz * lu(2, 8) * time) * np.exp(-time / (decay * u(0.4, 1.2)))
        y = np.tanh((y + self.click(time, 1.5)) * lu(1, 8))
        return high_passed(np.pad(y, (0, len(y))), lu(200, 1500), 4)[: len(y)]

    def few_claps(self):
        """One to three bursts, close or far apart, through a narrow or a wide filter."""
        u, lu = self.uniform, self.log_uniform
        time = seconds(u(0.1, 0.6))
        level = np.zeros(len(time))
        at = 0.0
        for _ in range(self.rng.integers(1, 4)):
            level += (time >= at) * u(0.4, 1) * np.exp(-np.maximum(time - at, 0) / lu(0.002, 0.012))
            at += lu(0.005, 0.035)
        at -= lu(0.001, 0.01)
        level += (time >= at) * u(0.1, 0.9) * np.exp(-np.maximum(time - at, 0) / lu(0.02, 0.15))
        y = self.noise(len(time), lu(400, 1500), lu(2000, 9000), self.rng.integers(1, 4))
        return self.ended((y + u(0, 1) * resonant(y, lu(700, 2200), u(1, 6))) * level)

    # MOTION

    def pitched_hat(self):
        """Metal one can nearly sing: few oscillators, not all of them above 5 kHz."""
        u, lu = self.uniform, self.log_uniform
        time = seconds(u(0.06, 0.5))
        base = lu(800, 4500)
        y = 0
        for _ in range(self.rng.integers(2, 6)):
            y = y + u(0.3, 1) * np.tanh(3 * np.sin(2 * np.pi * base * u(1, 3) * time + u(0, 6)))
        y = high_passed(y, lu(2500, 7000), 8) + u(0, 0.6) * high_passed(self.rng.standard_normal(len(time)), 6000, 6)
        return self.ended(y * envelope(time, 0.0004, lu(0.012, 0.12), u(0.8, 1.5)))

    def noise_tick(self):
        """High noise for a few milliseconds."""
        lu = self.log_uniform
        time = seconds(self.uniform(0.02, 0.12))
        y = self.noise(len(time), lu(3500, 9000), 16000, self.rng.integers(1, 5))
        return self.ended(y * envelope(time, 0.0002, lu(0.002, 0.012), self.uniform(0.7, 1.2)))

    def short_hat(self):
        """A closed hat that is over, or is cut, after 15 to 40 ms."""
        u, lu = self.uniform, self.log_uniform
        time = seconds(lu(0.015, 0.04))
        y = u(0, 1) * self.metal(time, lu(300, 1200)) / 3 + u(0.2, 1) * self.rng.standard_normal(len(time))
        y = high_passed(y, lu(3500, 9000), 6) * envelope(time, 0.0003, lu(0.006, 0.03))
        return y * np.minimum(1, (time[-1] - time) / lu(0.0002, 0.01))

    def grains(self):
        """A maraca or a cabasa: seeds that meet the wall one by one, many at the stroke and few after (Cook 1997)."""
        u, lu = self.uniform, self.log_uniform
        time = seconds(lu(0.05, 0.4))
        swing = np.minimum(1, time / lu(0.002, 0.06)) * np.exp(-time / lu(0.015, 0.12))
        hits = (self.rng.random(len(time)) < lu(0.01, 0.5) * swing) * self.rng.standard_normal(len(time)) * swing
        y = resonant(hits, lu(3000, 9500), lu(0.8, 8))
        return self.ended(high_passed(y, lu(1500, 5000), 4))

    # CORE

    def long_kick(self):
        """A kick whose low tone stands for a second and may be heard as a note."""
        u, lu = self.uniform, self.log_uniform
        time = seconds(u(0.7, 2.0))
        hz = lu(32, 68)
        y = shaped(glide(time, hz * lu(2, 14), hz, lu(0.005, 0.05)), self.rng.integers(0, 4))
        y = np.tanh(y * envelope(time, 0.0005, lu(0.3, 1.2), u(0.8, 2)) * lu(0.7, 5))
        return y + self.click(time, 0.6)

    def short_kick(self):
        """50 to 100 ms: a click and two or three swings."""
        u, lu = self.uniform, self.log_uniform
        time = seconds(u(0.05, 0.1))
        hz = lu(45, 95)
        y = np.sin(glide(time, hz * lu(2, 10), hz, lu(0.004, 0.02))) * envelope(time, 0.0004, lu(0.02, 0.07), u(1, 2.5))
        return np.tanh((y + self.click(time, 0.9)) * lu(0.7, 4)) * np.minimum(1, (time[-1] - time) / 0.003)

    def hard_kick(self):
        """Distorted until it is nearly a square wave, its fall long enough to be a sound of its own."""
        u, lu = self.uniform, self.log_uniform
        time = seconds(u(0.15, 0.9))
        hz = lu(38, 75)
        y = np.sin(glide(time, hz * lu(3, 25), hz, lu(0.008, 0.06))) * envelope(time, 0.0003, lu(0.08, 0.5), u(1, 2))
        y = np.tanh((y + self.click(time, 0.5)) * lu(4, 40) + u(-0.4, 0.4))
        y = high_passed(y, 25, 4) * np.exp(-time / lu(0.1, 1))
        return resonant(y, lu(100, 900), u(0.5, 2)) * u(0, 1) + y

    def kinds(self):
        """Instrument, role, maker and count, as synth.synthesise takes them: 380 sounds."""
        return [
            ("perc", "FILL", self.zap, 14),
            ("perc", "FILL", self.blip, 12),
            ("perc", "FILL", self.tick, 12),
            ("tom", "FILL", self.simmons, 18),
            ("tom", "FILL", self.synth_tom, 16),
            ("tom", "FILL", self.low_tom, 18),
            ("perc", "FILL", self.ring_bell, 10),
            ("perc", "FILL", self.modulated, 14),
            ("perc", "FILL", self.block, 14),
            ("perc", "FILL", self.ping, 10),
            ("perc", "FILL", self.guiro, 12),
            ("perc", "FILL", self.vibraslap, 10),
            ("perc", "FILL", self.cuica, 10),
            ("hand drum", "FILL", self.stroke, 20),
            ("hand drum", "FILL", self.pot, 8),
            ("tabla", "FILL", self.tabla, 10),
            ("cowbell", "FILL", self.bell, 10),
            ("snare", "ACCENT", self.pitched_snare, 22),
            ("snare", "ACCENT", self.gated_snare, 10),
            ("rim", "ACCENT", self.dry_rim, 16),
            ("clap", "ACCENT", self.few_claps, 14),
            ("hihat", "MOTION", self.pitched_hat, 18),
            ("hihat", "MOTION", self.noise_tick, 16),
            ("hihat", "MOTION", self.short_hat, 16),
            ("shaker", "MOTION", self.grains, 12),
            ("kick", "CORE", self.long_kick, 14),
            ("kick", "CORE", self.short_kick, 14),
            ("kick", "CORE", self.hard_kick, 12),
        ]


def resonant(y, hz, sharp):
    """Through a band-pass of the second order; what it leaves after the end of `y` is lost."""
    spectrum = np.fft.rfft(y, 2 * len(y))
    place = np.fft.rfftfreq(2 * len(y), 1 / SAMPLE_RATE) / hz
    return np.fft.irfft(spectrum * (1j * place) / (1 - place**2 + 1j * place / sharp))[: len(y)]
