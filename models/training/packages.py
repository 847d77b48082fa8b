"""More labelled sounds, out of packages of Debian: `python models/training/packages.py --data ../shared`.

Drum kits, soundfonts and recordings that Debian ships in its main archive, so all of them free to redistribute; the
licence of each is in its package. Needs `apt-get` and `dpkg-deb`: apt checks what it downloads against the archive's
signatures. Writes DATA/debian: FLAC files and a labels.csv of path, role, instrument, pack and the package. What is a
recording of DATA/bench or DATA/train is left out, so that a sound that is held out is not heard by another name.
"""

import argparse
import csv
import hashlib
import re
import struct
import subprocess
import tempfile
from collections import defaultdict
from pathlib import Path

import numpy as np
import soundfile
import tinysoundfont

from captions import CONCEPTS
from duplicates import Known
from roles import ROLES
from sounds import EXTRA, load_sounds, prepared

#: Long recordings are cut into pieces of so many seconds, at most so many of them.
PIECE_SECONDS = 2.5
PIECES = 6
#: A kit has the same drum played soft and loud: so many of the layers are kept.
LAYERS = 3
RATE = 44100

ROLE_OF = {
    "CORE": ["kick"],
    "ACCENT": ["snare", "clap", "rim"],
    "MOTION": ["hihat", "openhat", "crash", "ride", "cymbal", "shaker", "tambourine"],
    "FILL": ["tom", "conga", "hand drum", "tabla", "cowbell", "perc"],
}
ROLE = {name: role for role, names in ROLE_OF.items() for name in names}
assert set(ROLE_OF) | {"TEXTURE"} == set(ROLES) and set(ROLE) <= set(CONCEPTS)

#: What a file's name says, the first that matches; "" leaves the file out.
NAMES = [
    (r"empty|loop|roll|chime|reverse|metronome|_q\b|vibra-?slap|waterglass", ""),
    (r"side.?stick|stick.?rim|rim.?click|stick_rim|woody|^rim_|^rs_|snare_rim01|nasty_rim|rim01|037_", "rim"),
    (r"clap|snap", "clap"),
    (r"hat.*(semi)?op|op.*hat|hhopen|open.?hat|openhi|hat_opened|hihat.?open|hihat.?semi|hhat.*open|ohh|^ho_|^hh2_|^hh3_|"
     r"hat.?swish|hats?.*_op|cymbal_open", "openhat"),
    (r"hi.?hat|hat|^hh|_hh_|chh|cymbal_(closed|pedal)|^hh_", "hihat"),
    (r"crash|splash|china|chinese|^cra_|^cc_|^cb_|^cb2_", "crash"),
    (r"ride|^rd|^rc_|^bl_|^(paiste)?bell-", "ride"),
    (r"cymbal", "cymbal"),
    (r"tambourine|tombourine", "tambourine"),
    (r"maraca|shaker|cabasa|shake", "shaker"),
    (r"kick|bass.?drum|^bd_|_bd_|^bd\d|_k_\d|808_kick|drum_bass", "kick"),
    (r"snare|^sn\d?_|_sn_|^sd_|^sr_|jsnare|rsnare", "snare"),
    (r"tom|^tm|^t\d_|^ft_", "tom"),
    (r"conga|bongo", "conga"),
    (r"djembe.*(tone|bass|slap)|cajon|head (hit|mute)", "hand drum"),
    (r"tabla", "tabla"),
    (r"cow.?bell|agogo|mc_cb|bell (hit|mute)|bell mute| bell", "cowbell"),
    (r"clav|wood|timbale|guiro|triangle|glitch_perc|zap", "perc"),
]

#: Kits whose files have no telling names: the instrument is that of drumkit.xml.
NAMED_BY_KIT = ("Audiophob", "rumpf_kit_z01_h2")

#: package, files, pack ("*": the folder's name), instrument ("": as NAMES says)
FILES = [
    ("hydrogen-drumkits", "usr/share/hydrogen/data/drumkits/*/*.*", "*", ""),
    ("hydrogen-data", "usr/share/hydrogen/data/drumkits/*/*.*", "*", ""),
    ("freepats", "usr/share/midi/freepats/Drum_000/*.pat", "freepats", ""),
    ("lmms-common", "usr/share/lmms/samples/drums/*.ogg", "lmms", ""),
    ("sonic-pi-samples", "usr/share/sonic-pi/samples/bd_*.flac", "sonic-pi", "kick"),
    ("sonic-pi-samples", "usr/share/sonic-pi/samples/sn_*.flac", "sonic-pi", "snare"),
    ("sonic-pi-samples", "usr/share/sonic-pi/samples/drum_*.flac", "sonic-pi", ""),
    ("sonic-pi-samples", "usr/share/sonic-pi/samples/elec_*snare.flac", "sonic-pi", "snare"),
    ("sonic-pi-samples", "usr/share/sonic-pi/samples/elec_*kick.flac", "sonic-pi", "kick"),
    ("sonic-pi-samples", "usr/share/sonic-pi/samples/elec_cymbal.flac", "sonic-pi", "cymbal"),
    ("sonic-pi-samples", "usr/share/sonic-pi/samples/elec_fuzz_tom.flac", "sonic-pi", "tom"),
    ("sonic-pi-samples", "usr/share/sonic-pi/samples/elec_triangle.flac", "sonic-pi", "perc"),
    ("sonic-pi-samples", "usr/share/sonic-pi/samples/elec_wood.flac", "sonic-pi", "perc"),
    ("sonic-pi-samples", "usr/share/sonic-pi/samples/perc_snap*.flac", "sonic-pi", "clap"),
    ("sonic-pi-samples", "usr/share/sonic-pi/samples/perc_bell*.flac", "sonic-pi", "perc"),
    ("sonic-pi-samples", "usr/share/sonic-pi/samples/tabla_*.flac", "sonic-pi", "tabla"),
    ("sonic-pi-samples", "usr/share/sonic-pi/samples/glitch_perc*.flac", "sonic-pi", "perc"),
    ("sonic-pi-samples", "usr/share/sonic-pi/samples/ambi_*.flac", "", "ambience"),
    ("sonic-pi-samples", "usr/share/sonic-pi/samples/loop_drone*.flac", "", "pad"),
    ("sonic-pi-samples", "usr/share/sonic-pi/samples/vinyl_hiss.flac", "", "noise"),
    ("sonic-pi-samples", "usr/share/sonic-pi/samples/vinyl_[brs]*.flac", "", "fx"),
    ("sonic-pi-samples", "usr/share/sonic-pi/samples/perc_swoosh.flac", "", "fx"),
    ("sonic-pi-samples", "usr/share/sonic-pi/samples/misc_crow.flac", "", "birds"),
    ("lmms-common", "usr/share/lmms/samples/stringsnpads/*.ogg", "", "pad"),
    ("lmms-common", "usr/share/lmms/samples/effects/*0?.ogg", "", "fx"),
    ("lmms-common", "usr/share/lmms/samples/misc/applause01.ogg", "", "outdoor"),
    ("lmms-common", "usr/share/lmms/samples/misc/raving_crowd01.ogg", "", "outdoor"),
    ("widelands-data", "usr/share/games/widelands/data/sound/animals/bird*.ogg", "", "birds"),
    ("widelands-data", "usr/share/games/widelands/data/sound/animals/crickets*.ogg", "", "insect"),
    ("widelands-data", "usr/share/games/widelands/data/sound/animals/frog.ogg", "", "insect"),
    ("widelands-data", "usr/share/games/widelands/data/sound/*/*bubble*.ogg", "", "bubble"),
    ("wesnoth-1.16-data", "usr/share/games/wesnoth/1.16/data/core/sounds/ambient/birds*.ogg", "", "birds"),
    ("wesnoth-1.16-data", "usr/share/games/wesnoth/1.16/data/core/sounds/ambient/morning.ogg", "", "outdoor"),
    ("wesnoth-1.16-data", "usr/share/games/wesnoth/1.16/data/core/sounds/ambient/night.ogg", "", "insect"),
    ("wesnoth-1.16-data", "usr/share/games/wesnoth/1.16/data/core/sounds/ambient/campfire.ogg", "", "fire"),
    ("wesnoth-1.16-data", "usr/share/games/wesnoth/1.16/data/core/sounds/ambient/ship.ogg", "", "outdoor"),
    ("minetest-data", "usr/share/games/minetest/games/minetest_game/mods/env_sounds/sounds/*water*.ogg", "", "rain"),
    ("minetest-data", "usr/share/games/minetest/games/minetest_game/mods/env_sounds/sounds/*lava*.ogg", "", "bubble"),
    ("minetest-data", "usr/share/games/minetest/games/minetest_game/mods/fire/sounds/fire_[fls]*[0-9eal].ogg", "", "fire"),
    ("minetest-data", "usr/share/games/minetest/games/minetest_game/mods/default/sounds/default_furnace*.ogg", "", "fire"),
]  # fmt: skip

#: Keys of General MIDI's drum map.
DRUM_KEYS = {
    **dict.fromkeys([35, 36], "kick"), 37: "rim", 38: "snare", 40: "snare", 39: "clap",
    **dict.fromkeys([41, 43, 45, 47, 48, 50], "tom"), 42: "hihat", 44: "hihat", 46: "openhat",
    **dict.fromkeys([49, 52, 55, 57], "crash"), **dict.fromkeys([51, 53, 59], "ride"), 54: "tambourine",
    **dict.fromkeys([56, 67, 68], "cowbell"), **dict.fromkeys([60, 61, 62, 63, 64], "conga"),
    **dict.fromkeys([69, 70, 82], "shaker"), **dict.fromkeys([65, 66, 73, 74, 75, 76, 77, 78, 79, 80, 81], "perc"),
}  # fmt: skip
#: Keys that the electronic and the brush kits give to other sounds (a reversed cymbal, a slap).
OTHER_KEYS = {24: [52], 40: [39], 41: [39]}

PADS = {(0, program): "pad" for program in (49, 50, 52, 54, *range(88, 96), 97, 99, 101)}
NATURE = {
    (0, 122): "sea-waves", (0, 123): "birds", (0, 125): "helicopter", (0, 126): "outdoor", (1, 122): "rain",
    (2, 122): "outdoor", (3, 122): "wind", (3, 123): "birds", (4, 122): "rain", (5, 122): "bubble", (6, 125): "helicopter",
    (7, 125): "noise", (8, 125): "fx", (9, 125): "noise",
}  # fmt: skip

#: package, soundfont, drum kits, programs by bank and number
FONTS = [
    ("musescore-general-soundfont", "usr/share/sounds/sf3/MuseScore_General_Full.sf3",
     [3, 11, 19, 24, 25, 35, 41], {**PADS, (8, 48): "pad", (0, 122): "sea-waves", (0, 123): "birds"}),
    ("timgm6mb-soundfont", "usr/share/sounds/sf2/TimGM6mb.sf2", [0, 8, 16, 24, 25, 32, 40], PADS),
    ("csound-soundfont", "usr/share/sounds/sf2/sf_GMbank.sf2", [0, 8, 16, 24, 25, 32, 40, 127], {**PADS, **NATURE}),
    ("opl3-soundfont", "usr/share/sounds/sf2/OPL-3_FM_128M.sf2", [0], PADS),
    ("fluid-soundfont-gs", "usr/share/sounds/sf2/FluidR3_GS.sf2", [], NATURE),
]  # fmt: skip


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


def named(text):
    """The instrument that a name tells, or "" for none."""
    for pattern, instrument in NAMES:
        if re.search(pattern, text.lower()):
            return instrument
    return ""


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
    sound, rate = soundfile.read(path, dtype="float32", always_2d=True)
    return sound.mean(1), rate


def pieces(sound, rate):
    """A sound in pieces, those that are as good as silent left out."""
    size = int(PIECE_SECONDS * rate)
    count = min(PIECES, max(1, len(sound) // size))
    for i in range(count):
        start = i * max(0, len(sound) - size) // max(1, count - 1)
        part = sound[start : start + size]
        if len(part) and np.abs(part).max() > 1e-3:
            yield part


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
            parts = list(pieces(sound, rate)) if found not in ROLE else [sound[: int(PIECE_SECONDS * rate)]]
            for i, part in enumerate(parts):
                yield package, owner, found, f"{file.stem}-{i}" if i else file.stem, part, rate


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


def from_fonts(folder):
    """Yields as from_files does, from soundfonts."""
    for package, path, kits, programs in FONTS:
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
    parser.add_argument("--data", required=True, type=Path, help="folder with bench/ and train/; debian/ is made in it")
    parser.add_argument("--out", type=Path, help="default: DATA/debian")
    parser.add_argument("--packages", type=Path, help="folder to keep the unpacked packages in (default: a temporary one)")
    parser.add_argument("--cache", help="as of train.py")
    arguments = parser.parse_args()
    out = arguments.out or arguments.data / EXTRA
    out.mkdir(parents=True, exist_ok=True)
    known = Known([row["y"] for row in load_sounds(arguments.data, arguments.cache) if row["set"] != EXTRA])
    rows, seen, repeated = [], set(), 0
    with tempfile.TemporaryDirectory() as temporary:
        folder = arguments.packages or Path(temporary)
        for source in (from_files, from_fonts):
            for package, pack, instrument, name, sound, rate in source(folder):
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
                             "pack": f"{EXTRA}/{folder_name}", "package": package})  # fmt: skip
    with open(out / "labels.csv", "w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    print(f"{len(rows)} sounds of {len({row['pack'] for row in rows})} packs; {repeated} left out as repeated")


if __name__ == "__main__":
    main()
