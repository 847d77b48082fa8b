"""Averages the weights of runs that differ in `--seed` alone, and judges the result on what they did not hear:
`python models/training/average.py a.pt b.pt --data ../shared --out model.pt`.

Runs from one beginning end close enough for that (M. Wortsman et al., "Model soups", 2022).
"""

import argparse

import torch

from network import AudioTower, TextTower
from roles import PROMPTS, read_prompts
from sounds import load_sounds
from train import checkpoint


def mean(states):
    """The mean of state dicts; what is no floating point number is taken from the first."""
    first = states[0]
    return {
        name: sum(state[name] for state in states) / len(states) if value.dtype.is_floating_point else value
        for name, value in first.items()
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__.split(":")[0])
    parser.add_argument("checkpoints", nargs="+", help="made by train.py with the same --hold and other --seed")
    parser.add_argument("--data", required=True)
    parser.add_argument("--prompts", default=PROMPTS)
    parser.add_argument("--cache", help="as of train.py")
    parser.add_argument("--out", required=True)
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    runs = [torch.load(path, map_location="cpu", weights_only=False) for path in arguments.checkpoints]
    if len({(run["hold"], *run.get("paths", ())) for run in runs}) > 1:
        parser.error("the checkpoints did not hold out the same sounds")
    audio, text = AudioTower(), TextTower(len(runs[0]["vocab"]))
    audio.load_state_dict(mean([run["audio"] for run in runs]))
    text.load_state_dict(mean([run["text"] for run in runs]))
    rows = {row["path"]: row for row in load_sounds(arguments.data, arguments.cache)}
    test = [rows[path] for path in runs[0].get("paths", ())]
    prompts = read_prompts(arguments.prompts)
    torch.save(checkpoint(audio, text, runs[0]["vocab"], runs[0]["hold"], test, prompts), arguments.out)


if __name__ == "__main__":
    main()
