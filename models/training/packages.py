"""More labelled sounds, out of packages of Debian and of PyPI: `python models/training/packages.py --data ../shared`.

Drum kits, soundfonts and recordings that Debian ships in its main archive, and the samples of FoxDot (foxdot.py), so all
of them free to redistribute; the licence of each is in its package. Needs `apt-get` and `dpkg-deb`: apt checks what it
downloads against the archive's signatures, pip what it downloads against the checksums of foxdot.py. Writes
DATA/packages: FLAC files and a labels.csv of path, role, instrument, pack and the package. What is a recording of
DATA/bench or DATA/train is left out, so that a sound that is held out is not heard by another name.
"""

import argparse
import csv
import hashlib
import io
import re
import struct
import subprocess
import tempfile
from collections import Counter, defaultdict
from itertools import chain
from pathlib import Path

import numpy as np
import soundfile
import tinysoundfont

from captions import CONCEPTS
from duplicates import Known
from foxdot import from_foxdot
from package_tables import (
    DRUM_FONTS,
    DRUM_KEYS,
    FILES,
    FONTS,
    NAMED_BY_KIT,
    OPENSFX,
    OTHER_KEYS,
    RECORDINGS,
    ROLE_OF,
    named,
)
from roles import ROLES
from sounds import EXTRA, load_sounds, prepared, read_mono

#: Long recordings are cut into pieces of so many seconds, at most so many of them.
PIECE_SECONDS = 2.5
PIECES = 6
#: A kit has the same drum played soft and loud: so many of the layers are kept.
LAYERS = 3
#: Of what calls or drips, single events are cut out too: seconds of an event, seconds of silence on both sides of it, how
#: far below the loudest it may begin and how far above the silence it must come, dB, and the least centroid of its
#: spectrum, Hz: what is lower is a thump of the recording.
EVENTFUL = ("birds", "insect", "bubble", "rain", "fire")
EVENT_SECONDS = (0.02, 0.3)
EVENT_REST = 0.03
EVENT_DB = 25
EVENT_RISE_DB = 10
EVENT_HZ = 300
EVENTS = 4
#: At most so many sounds of one instrument out of the recordings of one package.
PER_PACKAGE = 40
RATE = 44100

ROLE = {name: role for role, names in ROLE_OF.items() for name in names}
assert set(ROLE_OF) | {"TEXTURE"} == set(ROLES) and set(ROLE) <= set(CONCEPTS)


def unpack(package, folder):
    """Downloads a package and unpacks its sounds; returns where."""
    to = folder / package
    if not to.exists():
        subprocess.run(["apt-get", "download", "-q", package], cwd=folder, check=True, stdout=subprocess.DEVNULL)
        to.mkdir()
        [deb] = folder.glob(f"{package}_*.deb")
        subprocess.run(["dpkg-deb", "-x", deb, to], check=True)
        deb.unlink()
    return to


def layers(files):
    """Of the files that differ by a number or a word for how loud, LAYERS that lie apart."""
    loudness = r"[-_]?(softest|soft|med|hardest|hard|\d+)$"
    groups = defaultdict(list)
    for file in sorted(files):
        drum = file.stem if file.parent.name in NAMED_BY_KIT else re.sub(loudness, "", file.stem, flags=re.I)
        groups[file.parent, drum].append(file)
    for group in groups.values():
        for i in sorted({round(x) for x in np.linspace(0, len(group) - 1, LAYERS)}):
            yield group[i]


def kit_names(folder):
    """File name → instrument, as a Hydrogen kit's drumkit.xml tells."""
    text = (folder / "drumkit.xml").read_text(encoding="utf-8", errors="replace")
    names = {}
    for block in re.findall(r"<instrument>(.*?)</instrument>", text, re.S):
        name = re.search(r"<name>(.*?)</name>", block)
        label = re.sub(r"^\S+ - ", "", name[1]) if name else ""
        label = {"stick": "side stick"}.get(label.lower().strip(), label)
        for file in re.findall(r"<filename>(.*?)</filename>", block):
            names.setdefault(file, "" if label.startswith("Sample") else named(label.replace(" HH", " hat")))
    return names


def read_patch(path):
    """The first wave of a Gravis UltraSound patch (GF1PATCH110): (samples, rate)."""
    data = path.read_bytes()
    head = 129 + 63 + 47
    size, = struct.unpack_from("<I", data, head + 8)
    rate, = struct.unpack_from("<H", data, head + 20)
    modes = data[head + 55]
    body = data[head + 96 : head + 96 + size]
    if modes & 1:
        samples = np.frombuffer(body[: size // 2 * 2], "<i2").astype(np.float32) / 32768
    else:
        samples = np.frombuffer(body, "<i1").astype(np.float32) / 128
    return (samples + 2) % 2 - 1 if modes & 2 else samples, rate


def read(path):
    """A file as mono samples and their rate."""
    if path.suffix == ".pat":
        return read_patch(path)
    return read_mono(path)


def pieces(sound, rate):
    """A sound in pieces, those that are as good as silent left out."""
    size = int(PIECE_SECONDS * rate)
    count = min(PIECES, max(1, len(sound) // size))
    for i in range(count):
        start = i * max(0, len(sound) - size) // max(1, count - 1)
        part = sound[start : start + size]
        if len(part) and np.abs(part).max() > 1e-3:
            yield part


def parts(name, instrument, sound, rate):
    """What is taken of a recording, as (name, samples): of a drum its beginning, of a texture its pieces."""
    taken = [sound[: int(PIECE_SECONDS * rate)]] if instrument in ROLE else pieces(sound, rate)
    for i, part in enumerate(taken):
        yield f"{name}-{i}" if i else name, part


def from_files(folder):
    """Yields (package, pack, instrument, name, samples, rate)."""
    for package, pattern, pack, instrument in FILES:
        root = unpack(package, folder)
        kits = {}
        for file in sorted(root.glob(pattern)) if instrument else layers(root.glob(pattern)):
            if file.suffix.lower() not in (".wav", ".flac", ".ogg", ".aiff", ".pat"):
                continue
            if file.parent.name in NAMED_BY_KIT:
                kits.setdefault(file.parent, kit_names(file.parent))
                found = kits[file.parent].get(file.name, "")
            else:
                found = instrument or named(file.stem)
            if not found:
                continue
            try:
                sound, rate = read(file)
            except soundfile.LibsndfileError as error:
                print(f"left out: {error}")
                continue
            owner = file.parent.name if pack == "*" else pack or f"{package}-{file.stem}"
            for label, part in parts(file.stem, found, sound, rate):
                yield package, owner, found, label, part, rate


def centroid(sound, rate):
    """Where a sound's power spectrum has its middle, Hz."""
    power = np.abs(np.fft.rfft(sound)) ** 2
    return (np.fft.rfftfreq(len(sound), 1 / rate) * power).sum() / (power.sum() + 1e-20)


def single_events(sound, rate):
    """The loudest EVENTS of the short events that silence parts from the rest: a chirp, a drop."""
    hop = rate // 200
    frames = len(sound) // hop
    if frames == 0:
        return
    level = np.sqrt((sound[: frames * hop].reshape(frames, hop) ** 2).mean(1))
    gate = max(level.max() * 10 ** (-EVENT_DB / 20), 2 * np.percentile(level, 20))
    rest = round(EVENT_REST * rate / hop)
    loud = np.concatenate([np.zeros(rest, bool), level > gate, np.zeros(rest, bool)])
    # Gaps shorter than the rest belong to the event around them.
    edges = np.flatnonzero(np.diff(loud.astype(np.int8)))
    starts, ends = edges[::2] + 1 - rest, edges[1::2] + 1 - rest
    apart = np.flatnonzero(starts[1:] - ends[:-1] >= rest)
    spans = zip(starts[[0, *(apart + 1)]], ends[[*apart, -1]], strict=True) if len(starts) else []
    spans = [(a, b, level[a:b].max()) for a, b in spans]
    count = 0
    for a, b, peak in sorted(spans, key=lambda span: -span[2]):
        event = sound[max(0, a - 1) * hop : (b + rest // 2) * hop].copy()
        event[-hop:] *= np.linspace(1, 0, hop)
        clear = peak >= gate * 10 ** (EVENT_RISE_DB / 20) and centroid(event, rate) >= EVENT_HZ
        if clear and EVENT_SECONDS[0] <= (b - a) * hop / rate <= EVENT_SECONDS[1]:
            yield event
            count += 1
        if count == EVENTS:
            break


def recordings(folder):
    """Yields (package, pack, instrument, name, samples, rate, whether it was not taken yet) of whole recordings."""
    for package, pattern, pack, instrument in FILES:
        if instrument in EVENTFUL:
            for file in sorted(unpack(package, folder).glob(pattern)):
                yield package, pack or f"{package}-{file.stem}", instrument, file.stem, *read(file), False
    for package, path, instrument, names in RECORDINGS:
        for name in names.split():
            files = sorted((unpack(package, folder) / path).glob(f"{name}.*"))
            files = [file for file in files if file.suffix.lower() in (".wav", ".ogg", ".flac", ".mp3")]
            if not files:
                raise FileNotFoundError(f"{package} has no {path}/{name}")
            for file in files:
                # Numbered recordings are of one maker.
                pack = f"{package}-{re.sub(r'[^A-Za-z]+$', '', file.stem)}"
                yield package, pack, instrument, file.stem, *read(file), True
    yield from opensfx(folder)


def opensfx(folder):
    """Yields as `recordings` does, from OpenTTD's file of sounds: an index of offset and size, and at each offset a title
    behind its length, then the sound as a WAV file."""
    package = "openttd-opensfx"
    data = (unpack(package, folder) / "usr/share/games/openttd/baseset/opensfx/opensfx.cat").read_bytes()
    first, = struct.unpack_from("<I", data)
    for offset, size in struct.iter_unpack("<II", data[: first & 0x7FFFFFFF]):
        offset &= 0x7FFFFFFF
        start = offset + 1 + data[offset]
        title = re.match(rb'"(.*?)"', data[offset + 1 : start])
        title = title[1].decode() if title else ""
        if title in OPENSFX:
            sound, rate = read_mono(io.BytesIO(data[start : start + size]))
            yield package, f"{package}-{title}", OPENSFX[title], title, sound, rate, True


def from_recordings(folder):
    """Yields as from_files does: the recordings in pieces, and single events out of them."""
    counts = Counter()
    for package, pack, instrument, name, sound, rate, new in recordings(folder):
        taken = list(parts(name, instrument, sound, rate)) if new else []
        if instrument in EVENTFUL and len(sound) > EVENT_SECONDS[1] * rate:
            taken += [(f"{name}-event-{i}", part) for i, part in enumerate(single_events(sound, rate))]
        for label, part in taken:
            counts[package, instrument] += 1
            if counts[package, instrument] <= PER_PACKAGE:
                yield package, pack, instrument, label, part - part.mean(), rate


def render(synth, font, bank, program, key, velocity, seconds):
    """A note of a soundfont, mono at RATE."""
    if bank == 128:
        synth.program_select(9, font, bank, program, True)
    else:
        synth.program_select(0, font, bank, program)
    channel = 9 if bank == 128 else 0
    synth.noteon(channel, key, velocity)
    held = synth.generate(int(seconds * 0.8 * RATE))
    left = np.frombuffer(bytes(held), np.float32).reshape(-1, 2).mean(1)
    synth.noteoff(channel, key)
    rest = np.frombuffer(bytes(synth.generate(int(seconds * 0.2 * RATE))), np.float32).reshape(-1, 2).mean(1)
    synth.sounds_off(channel)
    synth.generate(RATE // 4)
    return np.concatenate([left, rest])


def from_fonts(folder, fonts=FONTS):
    """Yields as from_files does, from soundfonts."""
    for package, path, kits, programs in fonts:
        synth = tinysoundfont.Synth(samplerate=RATE, gain=0)
        font = synth.sfload(str(unpack(package, folder) / path))
        notes = [(128, kit, key, velocity, name) for kit in kits for key, name in DRUM_KEYS.items()
                 if key not in OTHER_KEYS.get(kit, ()) for velocity in (60, 115)]
        notes += [(*program, key, 100, name) for program, name in programs.items()
                  if synth.sfpreset_name(font, *program) for key in (45, 60, 72)]
        for bank, program, key, velocity, name in notes:
            sound = render(synth, font, bank, program, key, velocity, PIECE_SECONDS)
            if np.abs(sound).max() > 1e-3:
                pack = f"{package}-{'kit' if bank == 128 else f'bank{bank}-'}{program}"
                yield package, pack, name, f"{key}-{velocity}", sound, RATE


def main():
    parser = argparse.ArgumentParser(description=__doc__.split(":")[0])
    parser.add_argument("--data", required=True, type=Path, help="folder with bench/ and train/; packages/ is made in it")
    parser.add_argument("--out", type=Path, help="default: DATA/packages")
    parser.add_argument("--packages", type=Path, help="folder to keep the unpacked packages in (default: a temporary one)")
    parser.add_argument("--cache", help="as of train.py")
    arguments = parser.parse_args()
    out = arguments.out or arguments.data / EXTRA
    out.mkdir(parents=True, exist_ok=True)
    known = Known([row["y"] for row in load_sounds(arguments.data, arguments.cache) if row["set"] != EXTRA])
    rows, seen, repeated = [], set(), 0
    with tempfile.TemporaryDirectory() as temporary:
        folder = arguments.packages or Path(temporary)
        debian = chain(
            from_files(folder), from_fonts(folder), from_recordings(folder), from_fonts(folder, DRUM_FONTS)
        )
        for source, sounds in (("debian", debian), ("foxdot", from_foxdot(folder))):
            for package, pack, instrument, name, sound, rate in sounds:
                sound = sound / max(np.abs(sound).max(), 1e-9) * 0.95
                # Kits of a soundfont share most of their drums.
                digest = hashlib.sha256(np.round(sound * 4000).astype(np.int16).tobytes()).digest()
                if digest in seen or known.has(prepared(sound, rate)):
                    repeated += 1
                    continue
                seen.add(digest)
                folder_name = re.sub(r"[^\w.-]+", "_", pack)
                path = f"{folder_name}/{len(rows):05}_{re.sub(r'[^A-Za-z0-9.-]+', '_', name)}.flac"
                (out / folder_name).mkdir(exist_ok=True)
                soundfile.write(out / path, sound, rate, subtype="PCM_16")
                rows.append({"path": path, "role": ROLE.get(instrument, "TEXTURE"), "instrument": instrument,
                             "pack": f"{source}/{folder_name}", "package": package})  # fmt: skip
    with open(out / "labels.csv", "w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    print(f"{len(rows)} sounds of {len({row['pack'] for row in rows})} packs; {repeated} left out as repeated")


if __name__ == "__main__":
    main()
