"""Percussion of synthesizers with random parameters: zaps, blips, toms with noise, modulated bells, pings; and kicks, snares,
rims, claps and hats that are like them, so that no role is one sort of sound alone."""

import numpy as np

from percussion import Percussion, resonant
from synth import envelope, glide, high_passed, seconds, shaped


class Electronic(Percussion):
    """Like Synth."""

    def wave(self, phase):
        """Sine, triangle, clipped, with overtones, square, saw."""
        kind = self.rng.integers(6)
        if kind == 4:
            return np.tanh(8 * np.sin(phase))
        if kind == 5:
            return sum(np.sin(k * phase) / k for k in range(1, 8))
        return shaped(phase, kind)

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
        lu = self.log_uniform
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
        lu = self.log_uniform
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
        """Instrument, role, maker and count, as synth.synthesise takes them."""
        return [
            *super().kinds(),
            ("perc", "FILL", self.zap, 14),
            ("perc", "FILL", self.blip, 12),
            ("perc", "FILL", self.tick, 12),
            ("tom", "FILL", self.simmons, 18),
            ("tom", "FILL", self.synth_tom, 16),
            ("perc", "FILL", self.ring_bell, 10),
            ("perc", "FILL", self.modulated, 14),
            ("perc", "FILL", self.ping, 10),
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
