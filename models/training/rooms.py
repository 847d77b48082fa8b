"""Impulse responses with random parameters: rooms from a matchbox to a church, springs, plates, tubes, boxes of a loudspeaker,
echoes between walls and outdoors; as they are measured, and as what they leave of a drum."""

import numpy as np

from frontend import SAMPLE_RATE
from synth import LONGEST, Synth, seconds

SPEED_OF_SOUND = 343.0
#: Where the bands of absorption meet, and what air takes in each of them: 1/m, of ISO 9613-1 at 20 °C and 50% humidity.
CROSSOVERS = (250, 1000, 4000)
AIR = (0.00006, 0.0003, 0.001, 0.006)
IMAGES = 4000
#: FFT of what is made of spectra: twice the longest sound, so that what comes late does not come back at the start.
SIZE = 1 << 17
HZ = np.fft.rfftfreq(SIZE, 1 / SAMPLE_RATE)


def bands():
    """Gains [4, len(HZ)] that add up to one at each frequency."""
    octaves = np.log2(np.maximum(HZ, 1) / np.array(CROSSOVERS)[:, None])
    below = 1 / (1 + np.exp(3 * octaves))
    edges = np.vstack([np.zeros(len(HZ)), below, np.ones(len(HZ))])
    return np.diff(edges, axis=0)


BANDS = bands()


class Rooms(Synth):
    """Like Synth."""

    # rooms

    def shoebox(self, smallest=1.0, largest=60.0):
        """A room with six walls: images of the source (Allen & Berkley 1979) for as long as there are few of them, then
        noise that decays in each band as Eyring's formula has it. About two seconds."""
        u, lu = self.uniform, self.log_uniform
        length = lu(smallest, largest)
        sides = length * np.array([1, lu(0.3, 1), lu(0.15, 0.8)])
        kept = self.reflection()
        walls = np.clip(kept[:, None] * self.rng.normal(1, 0.06, (1, 3)), 0.02, 0.985)  # of each pair of walls
        source, receiver = (sides * self.rng.uniform(0.05, 0.95, 3) for _ in range(2))

        volume = sides.prod()
        until = min((IMAGES * 0.75 * volume / np.pi) ** (1 / 3), 1.9 * SPEED_OF_SOUND)  # metres
        counts = np.minimum(np.ceil(until / sides).astype(int) + 1, 40)
        axes = [np.arange(-count, count + 1) for count in counts]
        order = np.stack(np.meshgrid(*axes, indexing="ij"), -1).reshape(-1, 3)
        places = order * sides + np.where(order % 2 == 0, source, sides - source)
        distance = np.sqrt(((places - receiver) ** 2).sum(1))
        near = distance < until
        order, distance = np.abs(order[near]), np.maximum(distance[near], 0.1)
        # Walls are not mirrors: what comes late is scattered, which keeps the sweeps of an empty box away.
        scatter = 1 + u(0, 0.02) * self.rng.standard_normal(len(distance)) * (order.sum(1) > 1)
        delay = distance * scatter / SPEED_OF_SOUND
        direct = order.sum(1) == 0
        gains = np.exp(order @ np.log(walls).T - distance[:, None] * AIR) / distance[:, None]
        gains *= np.where(direct, self.direct_level(), 1)[:, None]
        early = np.stack([placed(delay, gain) for gain in gains.T])

        absorption = 1 - (walls**2).mean(1)
        surface = 2 * (sides[0] * sides[1] + sides[1] * sides[2] + sides[0] * sides[2])
        rate = -np.log(1 - absorption) * surface / (4 * volume) + np.array(AIR)
        energy_decay = 0.5 * SPEED_OF_SOUND * rate * lu(0.8, 1.2)  # of the amplitude, 1/s
        time = seconds(2.0)
        start = until / SPEED_OF_SOUND
        window = (time > start * 0.6) & (time < start)
        late = self.rng.standard_normal((4, len(time))) * np.exp(-energy_decay[:, None] * (time - start))
        level = np.sqrt((early[:, : len(time)][:, window] ** 2).mean(1)) if window.any() else np.zeros(4)
        late *= level[:, None] * np.sqrt(np.exp(-0.4 * start * energy_decay))[:, None]
        late *= np.clip((time - 0.8 * start) / (0.2 * start + 1e-3), 0, 1)
        early[:, : len(time)] += late
        return (np.fft.irfft(np.fft.rfft(early, SIZE) * BANDS, SIZE).sum(0))[:LONGEST]

    def reflection(self):
        """What walls give back in each band: stone, plaster, wood, curtains, or anything."""
        base = 1 - self.log_uniform(0.01, 0.6)
        tilt = self.uniform(-0.06, 0.1)  # most of them take more of the highs
        return np.clip(base * (1 - tilt * np.arange(4)) * self.rng.normal(1, 0.03, 4), 0.05, 0.985)

    def direct_level(self):
        """Impulse responses come with the direct sound, with less of it, or without."""
        return (1, 1, self.uniform(0, 0.6), 0, 0)[self.rng.integers(5)]

    def room(self):
        return self.measured(self.shoebox())

    def hall(self):
        return self.measured(self.shoebox(12, 90))

    def two_rooms(self):
        """The sound of one room that is heard in another."""
        first, second = self.shoebox(0.3, 10), self.shoebox(3, 50)
        return self.measured(convolved(first, second))

    # things that ring

    def spring(self):
        """One to three springs: each echo is a chirp, later the nearer it comes to a corner (Parker & Bilbao 2009)."""
        u, lu = self.uniform, self.log_uniform
        spectrum = 0
        for _ in range(self.rng.integers(1, 4)):
            corner = lu(1800, 6000)
            delay = lu(0.02, 0.08)
            late = delay / np.sqrt(np.maximum(1 - (HZ / corner) ** 2, 0.06))
            phase = -2 * np.pi * np.cumsum(late) * HZ[1]
            loss = np.exp(-u(0.05, 0.6) * (HZ / corner) ** 2) / (1 + (HZ / corner) ** 16)
            loop = -u(0.5, 0.9) * loss * np.exp(2j * phase)
            spectrum = spectrum + u(0.4, 1) * loss * np.exp(1j * phase) / (1 - loop)
            weak = np.exp(-2j * np.pi * HZ * delay * u(0.5, 0.9)) * (HZ > corner)
            spectrum = spectrum + u(0, 0.1) * weak * np.exp(-HZ / 6000)
        return self.measured(np.fft.irfft(spectrum, SIZE)[:LONGEST])

    def plate(self):
        """A sheet of steel: highs arrive before lows, at every edge again."""
        u, lu = self.uniform, self.log_uniform
        sides = np.array([1, lu(0.4, 1)]) * lu(0.3, 2.5)
        speed = lu(0.8, 3.0)  # of bending waves, m/s for the root of 1 Hz
        source, receiver = (sides * self.rng.uniform(0.1, 0.9, 2) for _ in range(2))
        order = np.stack(np.meshgrid(*[np.arange(-5, 6)] * 2, indexing="ij"), -1).reshape(-1, 2)
        places = order * sides + np.where(order % 2 == 0, source, sides - source)
        spectrum = np.zeros(len(HZ), complex)
        number = 2 * np.pi * np.sqrt(HZ[: SIZE // 2]) / speed
        edge = -u(0.85, 0.99)
        for path, count in zip(np.sqrt(((places - receiver) ** 2).sum(1)), np.abs(order).sum(1), strict=True):
            spectrum[: SIZE // 2] += edge**count / np.sqrt(path + 0.05) * np.exp(-1j * number * path)
        spectrum *= HZ / (HZ + lu(50, 300)) / (1 + (HZ / lu(5000, 14000)) ** 2)
        early = np.fft.irfft(spectrum, SIZE)[:LONGEST]
        time = seconds(2.0)
        late = self.noise(len(time), lu(80, 300), lu(3000, 14000), 1) * (1 - np.exp(-time / lu(0.005, 0.04)))
        late *= np.exp(-6.9 * time / lu(0.4, 6))
        early = early * np.exp(-6.9 * time / lu(0.2, 2))
        return self.measured(early / np.abs(early).max() + lu(0.01, 0.4) * late)

    def tube(self):
        """A pipe, a gallery, a bottle: one echo that comes again, duller each time, and maybe an open neck."""
        u, lu = self.uniform, self.log_uniform
        delay = 2 * lu(0.25, 20) / SPEED_OF_SOUND
        turns = (1, -1)[self.rng.integers(2)]
        loss = u(0.5, 0.95) / (1 + (HZ / lu(2000, 12000)) ** 2) ** u(0.2, 1)
        loop = turns * loss * np.exp(-2j * np.pi * HZ * delay)
        spectrum = (self.direct_level() + loop) / (1 - loop)
        if self.rng.random() < 0.2:  # Helmholtz's resonance
            spectrum = spectrum + lu(0.03, 0.4) * mode(lu(70, 600), lu(0.02, 0.15))
        y = np.fft.irfft(spectrum * (HZ / (HZ + lu(40, 400))), SIZE)[:LONGEST]
        if self.rng.random() < 0.4:
            y = convolved(y, self.puff(lu(0.002, 0.03)))
        return self.measured(self.in_room(y))

    def cavity(self):
        """A small stiff thing (jar, brick, tin, cupboard): the modes of a box of 5 cm to 1 m, shortly."""
        u, lu = self.uniform, self.log_uniform
        sides = lu(0.05, 1.0) * np.array([1, lu(0.3, 1), lu(0.2, 1)])
        orders = np.stack(np.meshgrid(*[np.arange(6)] * 3, indexing="ij"), -1).reshape(-1, 3)[1:]
        tones = SPEED_OF_SOUND / 2 * np.sqrt(((orders / sides) ** 2).sum(1))
        tones = np.sort(tones[tones < 14000])[:100]
        decay = lu(0.006, 0.06)
        damping = u(0, 1)
        time = seconds(min(2.0, 12 * decay + 0.1))
        y = np.zeros(len(time))
        for hz in tones:
            tau = decay * (tones[0] / hz) ** damping * lu(0.5, 2)
            y += self.rng.standard_normal() * np.sin(2 * np.pi * hz * time + u(0, 6)) * np.exp(-time / tau)
        y /= np.abs(y).max() + 1e-9
        y[: SAMPLE_RATE // 500] += self.direct_level() * self.puff(0.0003)[: SAMPLE_RATE // 500]
        noise = u(0.1, 1) * self.noise(len(time), lu(200, 2000), lu(3000, 14000)) * np.exp(-time / (decay * u(0.3, 1.5)))
        return self.measured(self.in_room(y + noise))

    def cabinet(self):
        """A loudspeaker's box or a small device: an impulse through a few resonances and a band."""
        u, lu = self.uniform, self.log_uniform
        spectrum = np.ones(len(HZ), complex)
        for _ in range(self.rng.integers(3, 16)):
            spectrum += u(-1, 1) * lu(0.02, 0.4) * mode(lu(80, 6000), lu(0.001, 0.01))
        low, high = lu(40, 500), lu(1500, 10000)
        steep = self.rng.integers(1, 4)
        spectrum *= (1j * HZ / (low + 1j * HZ)) ** steep / (1 + 1j * HZ / high) ** steep
        y = np.fft.irfft(spectrum, SIZE)[: int(lu(0.03, 0.5) * SAMPLE_RATE)]
        return self.measured(self.in_room(y))

    def in_room(self, y):
        """Half of the time with a little of the room where the thing stands."""
        if self.rng.random() < 0.5:
            return y
        time = seconds(self.log_uniform(0.1, 1.2))
        tail = self.noise(len(time), self.log_uniform(80, 600), self.log_uniform(2000, 12000), 1)
        tail *= np.exp(-6.9 * time / time[-1]) * (1 - np.exp(-time / 0.002))
        room = convolved(y, tail)
        y = np.pad(y, (0, len(room) - len(y)))
        return y + room * (10 ** (self.uniform(-35, -8) / 20) * np.abs(y).max() / (np.abs(room).max() + 1e-9))

    # echoes

    def flutter(self):
        """Two bare walls: a click that comes again and again, between a little of a room."""
        u, lu = self.uniform, self.log_uniform
        there, back = (lu(0.5, 15) / SPEED_OF_SOUND for _ in range(2))
        loss = u(0.7, 0.96) / (1 + (HZ / lu(2000, 14000)) ** 2) ** 0.5
        wave = -2j * np.pi * HZ
        loop = loss**2 * np.exp(wave * (there + back))
        spectrum = (self.direct_level() + loss * np.exp(wave * there)) / (1 - loop)
        y = convolved(np.fft.irfft(spectrum, SIZE)[:LONGEST], self.puff(lu(0.0003, 0.01)))
        time = np.arange(len(y)) / SAMPLE_RATE
        diffuse = self.noise(len(y), lu(100, 500), lu(2000, 12000), 1) * np.exp(-6.9 * time / lu(0.3, 2))
        return self.measured(y / (np.abs(y).max() + 1e-9) + u(0, 0.2) * diffuse)

    def outdoors(self):
        """Few echoes, each from many leaves or stones, duller with the way; and what else is out there."""
        u, lu = self.uniform, self.log_uniform
        y = np.zeros(2 * LONGEST)
        direct = self.puff(lu(0.0005, 0.02))
        y[: len(direct)] += self.direct_level() * direct
        strength = lu(0.1, 1)
        for _ in range(self.rng.integers(1, 9)):
            at = lu(0.008, 1.2)
            time = seconds(lu(0.01, 0.5))
            grown = 1 - np.exp(-time / lu(0.001, 0.03))
            echo = self.noise(len(time), lu(60, 800), lu(1500, 9000) / (1 + at), self.rng.integers(1, 3))
            echo *= grown * np.exp(-5 * time / time[-1]) * strength * u(0.2, 1) / (1 + 6 * at)
            start = int(at * SAMPLE_RATE)
            y[start : start + len(echo)] += echo
        time = np.arange(LONGEST) / SAMPLE_RATE
        forest = self.noise(LONGEST, lu(100, 800), lu(2000, 9000), 1) * np.exp(-6.9 * time / lu(0.3, 3))
        wind = self.noise(LONGEST, 20, lu(100, 2000), 1)
        y = y[:LONGEST] + u(0, 0.15) * forest + lu(0.0003, 0.03) * wind
        return self.measured(y)

    def puff(self, length):
        """What a room is excited by: a balloon, a starting pistol, a clap, or nearly an impulse."""
        time = seconds(8 * length + 0.002)
        y = self.noise(len(time), self.log_uniform(50, 800), self.log_uniform(4000, 15000), 1) * np.exp(-time / length)
        return y / (np.abs(y).max() + 1e-9)

    # as a file has them

    def measured(self, y):
        """Through a microphone and a loudspeaker or after a bang, with hiss, cut and faded."""
        u, lu = self.uniform, self.log_uniform
        y = y[:LONGEST]
        if self.rng.random() < 0.3:
            y = convolved(y, self.puff(lu(0.0005, 0.015)))[:LONGEST]
        spectrum = np.fft.rfft(y, SIZE)
        low, high = lu(20, 250), lu(4000, 30000)
        spectrum *= 1 / np.sqrt(1 + (low / np.maximum(HZ, 1)) ** 4) / np.sqrt(1 + (HZ / high) ** 4)
        y = np.fft.irfft(spectrum, SIZE)[: len(y)]
        if self.rng.random() < 0.4:
            y = y + np.abs(y).max() * 10 ** (u(-75, -38) / 20) * self.noise(len(y), lu(20, 200), lu(4000, 15000), 1)
        way = self.rng.random()
        if way < 0.2:  # without its beginning
            loudest = np.argmax(np.abs(y))
            y = y[loudest + min(int(lu(0.001, 0.15) * SAMPLE_RATE), (len(y) - loudest) // 8) :]
        elif way < 0.3:  # after what leaked of the impulse, and a gap
            y = np.concatenate([y[: int(u(0, 0.005) * SAMPLE_RATE)], np.zeros(int(u(0, 0.08) * SAMPLE_RATE)), y])
        if self.rng.random() < 0.3 and len(y) > 2000:
            y = y[: int(len(y) * lu(0.08, 1)) + 1000]
            if self.rng.random() < 0.5:
                y = y * np.linspace(1, 0, len(y)) ** u(0.5, 2)
        if self.rng.random() < 0.04:
            y = y[::-1]
        return y[:LONGEST]

    def wet_drum(self):
        """A drum in a room, without the drum."""
        make = (self.room, self.hall, self.two_rooms, self.spring, self.plate, self.flutter, self.outdoors)
        response = make[self.rng.integers(len(make))]()
        drum = self.drums[self.rng.integers(len(self.drums))][: SAMPLE_RATE // 2]
        drum = drum * np.exp(-np.arange(len(drum)) / SAMPLE_RATE / self.log_uniform(0.01, 0.2))
        y = convolved(response, drum)
        after = np.argmax(np.abs(y)) + int(self.log_uniform(0.03, 0.4) * SAMPLE_RATE)
        return y[after if after < 0.8 * len(y) else 0 :][:LONGEST]

    def kinds(self):
        """Instrument, role, maker and count, as synth.synthesise takes them: 180 sounds."""
        return [
            ("reverb-tail", "TEXTURE", self.room, 42),
            ("reverb-tail", "TEXTURE", self.hall, 14),
            ("reverb-tail", "TEXTURE", self.two_rooms, 8),
            ("reverb-tail", "TEXTURE", self.spring, 14),
            ("reverb-tail", "TEXTURE", self.plate, 10),
            ("reverb-tail", "TEXTURE", self.tube, 12),
            ("reverb-tail", "TEXTURE", self.cavity, 10),
            ("reverb-tail", "TEXTURE", self.cabinet, 10),
            ("reverb-tail", "TEXTURE", self.flutter, 10),
            ("reverb-tail", "TEXTURE", self.outdoors, 14),
            ("reverb-tail", "TEXTURE", self.wet_drum, 36),
        ]


def placed(delays, gains):
    """Impulses at delays in seconds that are no whole samples: windowed sinc of eight taps; [SIZE]."""
    at = delays * SAMPLE_RATE + 4
    whole = np.floor(at).astype(int)
    taps = np.arange(-3, 5)
    away = taps - (at - whole)[:, None]
    weights = np.sinc(away) * np.cos(np.pi * away / 10) ** 2
    index = (whole[:, None] + taps).ravel()
    inside = (index >= 0) & (index < SIZE)
    return np.bincount(index[inside], (weights * gains[:, None]).ravel()[inside], SIZE)


def mode(hz, decay):
    """Spectrum over HZ of sin(2π·hz·t)·exp(−t/decay)."""
    omega = 2 * np.pi * hz
    return SAMPLE_RATE * omega / ((1 / decay + 2j * np.pi * HZ) ** 2 + omega**2)


def convolved(a, b):
    n = 1 << (len(a) + len(b)).bit_length()
    return np.fft.irfft(np.fft.rfft(a, n) * np.fft.rfft(b, n), n)[: len(a) + len(b) - 1]
