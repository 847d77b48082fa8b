"""Collects what held-out models made of the sounds that they never heard:
`python models/training/evidence.py --data ../shared --out evidence.jsonl tdm.pt dirt.pt oramics.pt`.

The file is JSON Lines. For each checkpoint, `hold` being what it did not hear:

    {"hold": "tdm", "text": "the sound of a kick drum", "embedding": [128 numbers]}       one line a prompt
    {"hold": "tdm", "path": "bench/samples/…", "role": "CORE", "pack": "tdm/…", "source": "tdm", "embedding": […]}

A sound is to be compared only with the texts of the same `hold`. A checkpoint of `--sources licensed` stands for every
source that it did not hear.
"""

import argparse
import json

import torch

from export import load
from objective import Texts
from roles import PROMPTS, ROLES, read_prompts
from sounds import list_sounds


def rounded(vector):
    return [round(float(x), 4) for x in vector]


def main():
    parser = argparse.ArgumentParser(description=__doc__.split(":")[0])
    parser.add_argument("checkpoints", nargs="+", help="made by train.py --hold")
    parser.add_argument("--data", required=True)
    parser.add_argument("--prompts", default=PROMPTS)
    parser.add_argument("--set", choices=["bench", "train", "both"], default="bench")
    parser.add_argument("--out", required=True)
    arguments = parser.parse_args()
    rows = {row["path"]: row for row in list_sounds(arguments.data)}
    prompts = read_prompts(arguments.prompts)
    texts = [text for groups in prompts.values() for group in groups for text in group]
    with open(arguments.out, "w", encoding="utf-8") as file:

        def write(record):
            file.write(json.dumps(record, ensure_ascii=False, separators=(",", ":")) + "\n")

        for path in arguments.checkpoints:
            kept = torch.load(path, map_location="cpu", weights_only=False)
            sounds = [
                (rows[name], vector)
                for name, vector in zip(kept["paths"], kept["vectors"], strict=True)
                if arguments.set in ("both", rows[name]["set"])
            ]
            hold = kept["hold"]
            holds = {row["source"] for row, _ in sounds} if hold == "unlicensed" else {hold}
            _, text, vocab = load(path)
            with torch.no_grad():
                vectors = Texts(text, vocab)(texts)
            for name in sorted(holds):
                for prompt, vector in zip(texts, vectors, strict=True):
                    write({"hold": name, "text": prompt, "embedding": rounded(vector)})
            for row, vector in sounds:
                write({
                    "hold": row["source"] if hold == "unlicensed" else hold,
                    "path": row["path"],
                    "role": ROLES[row["role"]],
                    "pack": row["pack"],
                    "source": row["source"],
                    "embedding": rounded(vector),
                })


if __name__ == "__main__":
    main()
