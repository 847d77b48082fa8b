"""Drums and textures with random parameters: analogue-style kicks, toms, snares, claps, rims, hats, cowbells; drones, beds of
noise, granular clouds, reverb tails, crackle. Nothing is sampled but the drums of FluidR3 in clouds and tails."""

import numpy as np

from frontend import SAMPLE_RATE
from roles import ROLES
from sounds import MAX_SECONDS, PEAK, trim

LONGEST = int(MAX_SECONDS * SAMPLE_RATE)


class Synth:
    """Makes sounds from one random generator; `drums`: sounds that clouds and tails are made of."""

    def __init__(self, rng, drums):
        self.rng = rng
        self.drums = drums
        self.uniform = rng.uniform

    def log_uniform(self, low, high):
        return np.exp(self.uniform(np.log(low), np.log(high)))

    # parts

    def noise(self, samples, low, high, order=2):
        """Noise between two corners, its RMS about 1."""
        spectrum = np.fft.rfft(self.rng.standard_normal(samples))
        hz = np.fft.rfftfreq(samples, 1 / SAMPLE_RATE)
        gain = 1 / np.sqrt(1 + (low / np.maximum(hz, 1)) ** (2 * order))
        gain = gain / np.sqrt(1 + (hz / high) ** (2 * order))
        return np.fft.irfft(spectrum * gain, samples) / (np.sqrt((gain**2).mean()) + 1e-9)

    def metal(self, time, base):
        """Six square waves that are not in tune."""
        y = 0
        for ratio in self.rng.uniform(1, 2.9, 6):
            y = y + np.sign(np.sin(2 * np.pi * base * ratio * time + self.uniform(0, 6)))
        return y

    # drums

    def kick(self):
        u, lu = self.uniform, self.log_uniform
        time = seconds(u(0.25, 1.2))
        low = lu(35, 65)
        decay = lu(0.06, 0.45)
        y = shaped(glide(time, low * lu(1.5, 9), low, lu(0.008, 0.06)), self.rng.integers(0, 4))
        y = y * envelope(time, 0.0005, decay, u(0.8, 1.4))
        click = u(0, 0.25) * self.noise(len(time), lu(500, 4000), 12000)
        y += click * envelope(time, 0.0003, lu(0.001, 0.008))
        return np.tanh(y * lu(0.7, 4))

    def tom(self):
        u, lu = self.uniform, self.log_uniform
        time = seconds(u(0.3, 1.3))
        hz = lu(70, 330)
        decay = lu(0.1, 0.5)
        y = shaped(glide(time, hz * lu(1.02, 2.6), hz, lu(0.03, 0.3)), self.rng.integers(0, 4))
        y = y * envelope(time, 0.0008, decay)
        if self.rng.random() < 0.6:
            overtone = u(0.1, 0.5) * np.sin(glide(time, hz * 1.6 * 1.1, hz * u(1.5, 1.7), 0.05))
            y += overtone * envelope(time, 0.0008, decay * 0.6)
        stick = u(0, 0.25) * self.noise(len(time), lu(200, 1500), lu(2500, 9000))
        y += stick * envelope(time, 0.0003, lu(0.005, 0.08))
        return np.tanh(y * lu(0.7, 2))

    def snare(self):
        u, lu = self.uniform, self.log_uniform
        time = seconds(u(0.15, 0.7))
        hz = lu(140, 280)
        body = u(0.15, 0.9)
        tone = np.sin(glide(time, hz * lu(1, 2.2), hz, 0.02))
        tone = tone + u(0, 0.6) * np.sin(glide(time, hz * 1.8, hz * 1.7, 0.02))
        y = body * tone * envelope(time, 0.0005, lu(0.03, 0.16))
        wires = u(0.35, 1) * self.noise(len(time), lu(300, 2500), lu(6000, 15000))
        y += wires * envelope(time, 0.0008, lu(0.04, 0.3), u(0.7, 1.1))
        return np.tanh(y * lu(0.7, 2.5))

    def clap(self):
        u, lu = self.uniform, self.log_uniform
        time = seconds(u(0.2, 0.8))
        level = np.zeros(len(time))
        at = 0
        for _ in range(self.rng.integers(2, 6)):
            level += (time >= at) * np.exp(-np.maximum(time - at, 0) / u(0.003, 0.008))
            at += u(0.006, 0.016)
        level += (time >= at) * u(0.3, 1) * np.exp(-np.maximum(time - at, 0) / lu(0.03, 0.2))
        noise = self.noise(len(time), lu(500, 1200), lu(1800, 7000), self.rng.integers(1, 4))
        return noise * level

    def rim(self):
        u, lu = self.uniform, self.log_uniform
        time = seconds(u(0.05, 0.2))
        hz = lu(350, 1900)
        decay = lu(0.006, 0.03)
        y = np.sin(2 * np.pi * hz * time)
        y = y + u(0, 1) * np.sin(2 * np.pi * hz * u(1.4, 2.8) * time)
        y = y + u(0.05, 0.6) * self.noise(len(time), 1500, 12000)
        return y * envelope(time, 0.0002, decay)

    def hat(self, opened):
        u, lu = self.uniform, self.log_uniform
        time = seconds(u(0.3, 1.2) if opened else u(0.06, 0.3))
        y = u(0, 1) * self.metal(time, lu(250, 900)) / 3
        y = y + u(0.2, 1) * self.rng.standard_normal(len(time))
        y = high_passed(y, lu(3500, 8500), 6)
        return y * envelope(time, 0.0005, lu(0.12, 0.5) if opened else lu(0.012, 0.06))

    def cymbal(self):
        u, lu = self.uniform, self.log_uniform
        time = seconds(u(1, 2))
        y = u(0.2, 1) * self.metal(time, lu(200, 700)) / 3
        y = y + u(0.3, 1) * self.rng.standard_normal(len(time))
        y = high_passed(y, lu(1500, 5000), 4)
        return y * envelope(time, lu(0.0005, 0.01), lu(0.35, 1.3))

    def shaker(self):
        u, lu = self.uniform, self.log_uniform
        time = seconds(u(0.06, 0.35))
        noise = self.noise(len(time), lu(2500, 7000), 15000)
        return noise * envelope(time, lu(0.008, 0.06), lu(0.015, 0.09))

    def cowbell(self):
        u, lu = self.uniform, self.log_uniform
        time = seconds(u(0.15, 0.6))
        hz = lu(400, 900)
        y = np.sign(np.sin(2 * np.pi * hz * time))
        y = y + np.sign(np.sin(2 * np.pi * hz * u(1.4, 1.55) * time))
        return y * envelope(time, 0.0005, lu(0.04, 0.25))

    def percussion(self):
        u, lu = self.uniform, self.log_uniform
        time = seconds(u(0.08, 0.5))
        hz = lu(250, 2500)
        decay = lu(0.02, 0.2)
        y = 0
        for k in range(self.rng.integers(1, 4)):
            level = u(0.2, 1)
            phase = glide(time, hz * lu(1, 1.3), hz, 0.02) * (1 if k == 0 else u(1.3, 4))
            y = y + level * np.sin(phase) * envelope(time, 0.0004, decay / (1 + k))
        return y + u(0, 0.2) * self.noise(len(time), 500, 8000) * envelope(time, 0.0003, 0.006)

    def conga(self):
        u, lu = self.uniform, self.log_uniform
        time = seconds(u(0.15, 0.6))
        hz = lu(150, 450)
        y = np.sin(glide(time, hz * lu(1, 1.2), hz, 0.03)) * envelope(time, 0.0008, lu(0.06, 0.25))
        slap = u(0.05, 0.5) * self.noise(len(time), 800, 6000)
        return y + slap * envelope(time, 0.0003, lu(0.003, 0.02))

    # textures

    def drone(self):
        u, lu = self.uniform, self.log_uniform
        time = seconds(2.0)
        hz = lu(50, 500)
        y = 0
        for k in range(self.rng.integers(2, 8)):
            level = u(0.1, 1) / (1 + k * 0.5)
            phase = 2 * np.pi * hz * (k + 1) * u(0.99, 1.01) * time + u(0, 6)
            y = y + level * np.sin(phase + u(0, 2) * np.sin(2 * np.pi * u(0.1, 6) * time))
        y = y + u(0, 0.3) * self.noise(len(time), 100, lu(500, 8000))
        return faded_in(y, lu(0.005, 0.8))

    def bed(self):
        u, lu = self.uniform, self.log_uniform
        time = seconds(2.0)
        y = self.noise(len(time), lu(20, 2000), lu(300, 15000), self.rng.integers(1, 4))
        swell = 1 + u(0, 0.9) * np.interp(
            time, np.linspace(0, 2, 9), self.rng.standard_normal(9)
        )
        return faded_in(y * swell, lu(0.005, 1.0)) * np.exp(-time / lu(0.8, 30))

    def cloud(self):
        """Grains of drums."""
        y = np.zeros(LONGEST)
        for _ in range(self.rng.integers(8, 80)):
            drum = self.drums[self.rng.integers(len(self.drums))]
            size = int(self.log_uniform(0.01, 0.2) * SAMPLE_RATE)
            if len(drum) < size + 2:
                continue
            start = self.rng.integers(len(drum) - size)
            at = self.rng.integers(len(y) - size)
            grain = drum[start : start + size] * np.hanning(size)
            y[at : at + size] += grain * self.uniform(0.2, 1)
        return y

    def tail(self):
        """An impulse response, or what a drum leaves in one after the drum itself."""
        u, lu = self.uniform, self.log_uniform
        reverberation = lu(0.4, 3)
        size = int(2.2 * SAMPLE_RATE)
        time = np.arange(size) / SAMPLE_RATE
        response = self.rng.standard_normal(size) * np.exp(-6.9 * time / reverberation)
        corner = lu(1500, 14000)
        spectrum = np.fft.rfft(response)
        hz = np.fft.rfftfreq(size, 1 / SAMPLE_RATE)
        spectrum *= 1 / np.sqrt(1 + (hz / corner) ** 2)
        spectrum /= np.sqrt(1 + (lu(30, 600) / np.maximum(hz, 1)) ** 2)
        response = np.fft.irfft(spectrum, size)
        if self.rng.random() < 0.45:
            for _ in range(self.rng.integers(0, 12)):
                at = int(u(0, 0.08) * SAMPLE_RATE)
                response[at] += u(-4, 4) * np.exp(-3 * at / SAMPLE_RATE / 0.08)
            return response * (1 - np.exp(-time / lu(0.0005, 0.08)))
        drum = self.drums[self.rng.integers(len(self.drums))][:SAMPLE_RATE]
        n = 1 << (size + len(drum)).bit_length()
        y = np.fft.irfft(np.fft.rfft(drum, n) * np.fft.rfft(response, n), n)[: size + len(drum)]
        after = int(u(0.02, 0.3) * SAMPLE_RATE) + np.argmax(np.abs(drum))
        return y[after : after + LONGEST]

    def crackle(self):
        y = np.zeros(LONGEST)
        count = self.rng.integers(20, 600)
        clicks = self.rng.standard_normal(count) * self.log_uniform(0.3, 1)
        y[self.rng.integers(0, LONGEST, count)] = clicks
        click = self.noise(256, 500, 12000) * np.exp(-np.arange(256) / self.log_uniform(5, 60))
        y = np.convolve(y, click)[:LONGEST]
        return y + self.uniform(0.01, 0.3) * self.noise(LONGEST, 200, 8000)

    def kinds(self):
        """Instrument, role, maker and count, as `synthesise` takes them: 780 sounds."""
        return [
            ("kick", "CORE", self.kick, 70),
            ("tom", "FILL", self.tom, 110),
            ("snare", "ACCENT", self.snare, 90),
            ("clap", "ACCENT", self.clap, 40),
            ("rim", "ACCENT", self.rim, 40),
            ("hihat", "MOTION", lambda: self.hat(False), 40),
            ("openhat", "MOTION", lambda: self.hat(True), 30),
            ("cymbal", "MOTION", self.cymbal, 25),
            ("shaker", "MOTION", self.shaker, 25),
            ("cowbell", "FILL", self.cowbell, 20),
            ("perc", "FILL", self.percussion, 40),
            ("conga", "FILL", self.conga, 25),
            ("pad", "TEXTURE", self.drone, 40),
            ("noise", "TEXTURE", self.bed, 50),
            ("ambience", "TEXTURE", self.cloud, 30),
            ("reverb-tail", "TEXTURE", self.tail, 90),
            ("fire", "TEXTURE", self.crackle, 15),
        ]


def seconds(length):
    return np.arange(int(length * SAMPLE_RATE)) / SAMPLE_RATE


def envelope(time, attack, decay, curve=1.0):
    return np.minimum(1, time / max(attack, 1e-5)) * np.exp(-((time / decay) ** curve))


def glide(time, start, end, tau):
    """Phase of a tone that falls from one frequency to another."""
    return 2 * np.pi * np.cumsum(end + (start - end) * np.exp(-time / tau)) / SAMPLE_RATE


def shaped(phase, kind):
    """Sine, triangle, clipped sine, or a sine with two overtones."""
    sine = np.sin(phase)
    if kind == 0:
        return sine
    if kind == 1:
        return 2 / np.pi * np.arcsin(sine)
    if kind == 2:
        return np.tanh(3 * sine)
    return sine + 0.3 * np.sin(2 * phase) + 0.1 * np.sin(3 * phase)


def high_passed(y, corner, order):
    spectrum = np.fft.rfft(y)
    hz = np.fft.rfftfreq(len(y), 1 / SAMPLE_RATE)
    return np.fft.irfft(spectrum / np.sqrt(1 + (corner / np.maximum(hz, 1)) ** order), len(y))


def faded_in(y, length):
    samples = max(1, int(length * SAMPLE_RATE))
    return y * np.minimum(1, np.arange(len(y)) / samples)


def drums_of(sounds):
    """The drums of FluidR3 among labelled sounds: what clouds and tails are made of."""
    return [row["y"] for row in sounds if row["source"] == "fluidr3" and ROLES[row["role"]] != "TEXTURE"]


def synthesise(kinds, source):
    """Rows like those of sounds.load_sounds; `kinds`: instrument, role, maker and count of each."""
    rows = []
    for instrument, role, make, count in kinds:
        for _ in range(count):
            y = np.asarray(make(), np.float32)[:LONGEST]
            if not np.isfinite(y).all() or np.abs(y).max() < 1e-6:
                continue
            y = trim(y)
            rows.append({
                "path": f"{source}/{instrument}-{len(rows)}",
                "set": source,
                "source": source,
                "role": ROLES.index(role),
                "instrument": instrument,
                "pack": f"{source}/{instrument}/{len(rows) // 8}",
                "fold": -1,
                "y": (y * (PEAK / np.abs(y).max())).astype(np.float32),
            })
    return rows
