"""The samples of FoxDot, a live coding environment (https://github.com/Qirky/FoxDot, released under CC BY-SA 4.0): one-shots
that its author gathered, without a record of whose each is, some of them from Dirt-Samples; each under a character that plays
it. What the author says that a character is, or a file's own name, tells the instrument; voices, notes, loops and what is
only called a hit or a beep are left out."""

import subprocess
import sys
import tarfile
import tempfile
import zipfile
from pathlib import Path

from package_tables import named
from sounds import read_mono

#: Releases that do not have the same samples, with the SHA-256 of their archives.
RELEASES = {
    "0.9.0": "f5d21aaab19c62965e5a5465ca646f1bd6274d16afd3392d7e652914194dffb1",
    "0.5.0": "86c062eb717fb4b8586267b525415ab7e57c8af48cf5d209c7de4bcbe908c50e",
    "0.3.0": "3e02a2d86e9a895482886b1f4ebff4acd1d35de550f683801f45e4bac7d445cf",
}

#: What "folder/name" below snd/ says, the first that matches. Folders are characters, in lower or in upper case.
SOUNDS = [
    (r"^m/upper/\d+_bass", ""),
    (r"gb_hihat|bb_hihat|hihat_closed|closedhat|/hh\d", "hihat"),
    (r"hihat_open|openhat|hat_open|openhihat", "openhat"),
    (r"bb_\w*kick|gb_kick|dist_kick|kick_drum|bass_drum|deep_drum|low_bass|bass_low|^v/upper|^x/", "kick"),
    (r"snare|^o/", "snare"),
    (r"rimshot|\d_rim", "rim"),
    (r"/cp\d|clap|snap_", "clap"),
    (r"crash|^_/hash/\d_cymbal", "crash"),
    (r"ride", "ride"),
    (r"shaker|bb_shake|^k/lower/keys", "shaker"),
    (r"tamborine", "tambourine"),
    (r"^m/", "tom"),
    (r"tabla", "tabla"),
    (r"cowbell|/cb\d|\d_cb", "cowbell"),
    (r"noise", "noise"),
    (r"wood|/wb_|triangle|metal|perc(?!ent)|knock_|/pan\d|/can_|glitch|^e/upper|^k/upper/\d_misc", "perc"),
    (r"^u/upper/\d_misc|sweep", "fx"),
]  # fmt: skip


def unpack(release, folder):
    """Downloads a release and unpacks its samples; returns where."""
    to = folder / f"FoxDot-{release}"
    if to.exists():
        return to
    with tempfile.TemporaryDirectory() as temporary:
        wanted = Path(temporary) / "requirements.txt"
        wanted.write_text(f"FoxDot=={release} --hash=sha256:{RELEASES[release]}\n", encoding="utf-8")
        subprocess.run(
            [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "--no-binary=:all:", "-d", temporary, "-r", wanted],
            check=True,
        )
        [archive] = (path for path in Path(temporary).iterdir() if path != wanted)
        making = folder / f"{to.name}.making"
        if archive.suffix == ".zip":
            with zipfile.ZipFile(archive) as opened:
                opened.extractall(making)
        else:
            with tarfile.open(archive) as opened:
                opened.extractall(making, filter="data")
        making.rename(to)
    return to


def from_foxdot(folder):
    """Yields (package, pack, instrument, name, samples, rate)."""
    for release in RELEASES:
        [samples] = unpack(release, folder).glob("*/FoxDot/snd")
        for file in sorted(samples.glob("**/*.[wW][aA][vV]")):
            name = file.relative_to(samples).with_suffix("").as_posix()
            instrument = named(name, SOUNDS)
            if instrument:
                sound, rate = read_mono(file)
                pack = "-".join(file.relative_to(samples).parts[:-1])
                yield f"FoxDot {release}", pack, instrument, file.stem, sound, rate
