"""Writes what held-out models make of the sounds that they did not hear, as the tool's evidence files (the format:
eval/evidence/format.ts): `python models/training/evidence.py --data ../shared --out models/drum-clap-mini *.pt`.

Checkpoints of `train.py --hold fold0` … `fold4` become OUT/evidence-packs.jsonl, those of `files0` … `files4`
OUT/evidence-files.jsonl, those of the sources OUT/evidence-sources.jsonl, one of `--sources licensed`
OUT/evidence-licensed.jsonl. They have the sounds of DATA/bench with the embedding by the model that did not hear their pack
(them, their source), and but for the last those of DATA/train and of FoxDot, for rules to learn from, without. One of
`--hold foxdot` becomes OUT/evidence-foxdot.jsonl, with the sounds of that collection. OUT/evidence-seed.jsonl has the
features that the preset `seed` measures.

The features are measured by the tool itself: Deno must be installed. The embeddings are those that training kept.
"""

import argparse
import base64
import json
import subprocess
import tempfile
from collections import defaultdict
from pathlib import Path

import numpy as np
import torch

from export import load
from objective import Texts
from roles import PROMPTS, read_prompts
from sounds import holds_of, list_sounds

ROOT = Path(__file__).resolve().parents[2]

#: Folders of the data whose sounds are all in the files: those of the first are judged, the rules learn from both.
SETS = ("bench", "train")
#: A collection among the packages that is judged by itself too, with models and rules that did not hear it.
APART = "foxdot"


def measured(data, names, *options):
    """The header and the sounds of the evidence files that the tool writes of some folders of the data."""
    header, sounds = None, {}
    for name in names:
        with tempfile.TemporaryDirectory() as folder:
            out = Path(folder) / "evidence.jsonl"
            labels = (Path(data) / name / "labels.csv").resolve()
            subprocess.run(
                ["deno", "run", "-q", "-P=roles", "main.ts", "eval", "--labels", labels, "--model=none", "--resamples=0",
                 "--no-cache", "--write-evidence", out, *options],
                cwd=ROOT, check=True, stdout=subprocess.DEVNULL,
            )  # fmt: skip
            first, *rest = (json.loads(line) for line in out.read_text(encoding="utf-8").splitlines())
        header = first
        sounds |= {f"{name}/{sound['path']}": sound for sound in rest}
    return header, sounds


def vector_text(vector):
    return base64.b64encode(np.asarray(vector, "<f2").tobytes()).decode()


def prompt_lines(checkpoints, texts):
    """A line for each model, and the length of its vectors."""
    lines, dimension = [], 0
    for hold, path in checkpoints:
        _, text, vocab = load(path)
        with torch.no_grad():
            vectors = Texts(text, vocab)(texts).numpy()
        dimension = vectors.shape[1]
        prompts = {prompt: vector_text(vector) for prompt, vector in zip(texts, vectors, strict=True)}
        lines.append({"model": model_of(hold), "prompts": prompts})
    return lines, dimension


def model_of(hold):
    return "licensed" if hold == "unlicensed" else f"without {hold}"


def held_by(kind, row):
    """The `hold` of the model that did not hear a sound's pack, if there is one."""
    return "unlicensed" if kind == "licensed" else holds_of(row)["source" if kind == APART else kind]


def kind_of(hold):
    if hold.startswith("fold"):
        return "packs"
    if hold.startswith("files"):
        return "files"
    return {"unlicensed": "licensed", APART: APART}.get(hold, "sources")


def is_judged(kind, row):
    return row["source"] == APART if kind == APART else row["set"] == "bench"


def is_learned_from(kind, row):
    """Whether the rules learn from a sound that is not judged."""
    return kind in ("packs", "files", "sources") and (row["set"] == "train" or row["source"] == APART)


def write(path, lines):
    with open(path, "w", encoding="utf-8") as file:
        for line in lines:
            file.write(json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n")
    print(f"{path}: {sum('path' in line for line in lines)} sounds")


def sound_line(sound, row, judged, **more):
    line = {**sound, "path": row["path"], "source": row["source"]}
    features = line.pop("features")
    return {**line, **({} if judged else {"judged": False}), "features": features, **more}


def main():
    parser = argparse.ArgumentParser(description=__doc__.split(":")[0])
    parser.add_argument("checkpoints", nargs="+", help="made by train.py --hold or --sources licensed")
    parser.add_argument("--data", required=True)
    parser.add_argument("--out", required=True, help="folder of the evidence files")
    parser.add_argument("--prompts", default=PROMPTS)
    arguments = parser.parse_args()
    Path(arguments.out).mkdir(parents=True, exist_ok=True)
    rows = list_sounds(arguments.data)
    texts = [text for groups in read_prompts(arguments.prompts).values() for group in groups for text in group]

    kinds, vectors = defaultdict(list), defaultdict(dict)
    for path in arguments.checkpoints:
        kept = torch.load(path, map_location="cpu", weights_only=False)
        hold = kept["hold"]
        if "paths" not in kept:
            raise SystemExit(f"{path}: it held out nothing, so it has heard every sound")
        kinds[kind_of(hold)].append((hold, path))
        vectors[hold] = dict(zip(kept["paths"], kept["vectors"], strict=True))

    # Hearing and model are the default's: the keys of a run with the model say which.
    header, sounds = measured(arguments.data, list(dict.fromkeys(row["set"] for row in rows)))
    shown = subprocess.run(
        ["deno", "run", "-q", "-P=roles", "main.ts", "config", "show", "--format=json"],
        cwd=ROOT, check=True, capture_output=True,
    )  # fmt: skip
    clap = json.loads(shown.stdout)["config"]["clap"]
    heard = {key: clap[key] for key in ("max_duration_sec", "audio_source", "audio_pooling")}
    header["keys"]["clap"] = heard
    for kind, checkpoints in kinds.items():
        holds = {hold for hold, _ in checkpoints}
        models, dimension = prompt_lines(sorted(checkpoints), texts)
        lines = [{**header, "model": clap["model_id"], "dimension": dimension}, *models]
        for row in rows:
            judged = is_judged(kind, row)
            if not judged and not is_learned_from(kind, row):
                continue
            hold = held_by(kind, row)
            if judged and hold not in holds:
                raise SystemExit(f"{row['path']}: no checkpoint that held out {hold}")
            more = {"model": model_of(hold)} if hold in holds else {}
            if judged:
                more["embedding"] = vector_text(vectors[hold][row["path"]])
            lines.append(sound_line(sounds[row["path"]], row, judged, **more))
        write(Path(arguments.out) / f"evidence-{kind}.jsonl", lines)

    header, sounds = measured(arguments.data, SETS[:1], "--preset=seed")
    lines = [sound_line(sounds[row["path"]], row, judged=True) for row in rows if row["set"] == SETS[0]]
    write(Path(arguments.out) / "evidence-seed.jsonl", [header, *lines])


if __name__ == "__main__":
    main()
