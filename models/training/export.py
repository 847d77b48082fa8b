"""Writes a checkpoint as a model folder: `python models/training/export.py model.pt --out models/drum-clap-mini`.

Makes onnx/audio_model.onnx (`input_features` [batch, 1, frames, mels] → `audio_embeds`), onnx/text_model.onnx
(`input_ids` [batch, sequence] → `text_embeds`), tokenizer.json and preprocessor_config.json, checks the graphs against
PyTorch, and prints the entry for models/registry.json.
"""

import argparse
import copy
import hashlib
import json
from pathlib import Path

import numpy as np
import onnxruntime
import torch
import torch.nn.functional as F

from captions import tokenizer_json, vocabulary
from frontend import FRAMES, MELS, WINDOW, LogMel, preprocessor_config
from network import DIMENSION, AudioTower, Squeeze, TextTower
from objective import Texts
from roles import read_prompts

LEAST_COSINE = 0.9999


def convolution_of(linear):
    """A linear layer as a convolution of one pixel."""
    layer = torch.nn.Conv2d(linear.in_features, linear.out_features, 1)
    layer.weight = torch.nn.Parameter(linear.weight[:, :, None, None].detach())
    layer.bias = linear.bias
    return layer


class ConvolvedSqueeze(torch.nn.Module):
    """network.Squeeze of convolutions and pooling alone."""

    def __init__(self, squeeze):
        super().__init__()
        layers = squeeze.conc_se_layers[0]
        self.down = convolution_of(layers["fc1"])
        self.up = convolution_of(layers["fc2"])

    def forward(self, x):
        scale = F.adaptive_avg_pool2d(x, 1)
        return x * torch.sigmoid(self.up(F.relu(self.down(scale))))


class Rows(torch.nn.Module):
    """The audio tower on the front end's rows, which have the frames first; of convolutions and pooling alone, which ONNX
    Runtime runs a tenth faster than means and matrix products of four dimensions."""

    def __init__(self, tower):
        super().__init__()
        tower = copy.deepcopy(tower)
        for block in tower.features.modules():
            if isinstance(block, torch.nn.Sequential):
                for name, layer in block.named_children():
                    if isinstance(layer, Squeeze):
                        setattr(block, name, ConvolvedSqueeze(layer))
        self.features = tower.features
        self.hidden = convolution_of(tower.hidden)
        self.project = convolution_of(tower.project)

    def forward(self, input_features):
        x = self.features(input_features.transpose(2, 3))
        x = F.avg_pool2d(x, (MELS // 32, 1))  # over frequency, of which five strides leave so much
        x = torch.cat([F.adaptive_avg_pool2d(x, 1), F.adaptive_max_pool2d(x, 1)], 1)  # over time
        x = self.project(F.hardswish(self.hidden(x))).flatten(1)
        return x / x.square().sum(1, keepdim=True).sqrt()


def load(path):
    """The towers and the vocabulary of a checkpoint, ready to be used."""
    kept = torch.load(path, map_location="cpu", weights_only=False)
    audio, text = AudioTower(), TextTower(len(kept["vocab"]))
    audio.load_state_dict(kept["audio"])
    text.load_state_dict(kept["text"])
    text.ignore_word(1)
    return audio.eval(), text.eval(), kept["vocab"]


def export(module, example, names, free, path):
    torch.onnx.export(
        module,
        (example,),
        str(path),
        input_names=[names[0]],
        output_names=[names[1]],
        dynamic_axes={names[0]: free, names[1]: {0: "batch"}},
        opset_version=17,
        dynamo=False,
    )


def least_cosine(module, path, name, inputs):
    """Of PyTorch's vectors and ONNX Runtime's, over single inputs."""
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    least = 1.0
    for x in inputs:
        with torch.no_grad():
            a = module(x[None])[0].numpy()
        b = session.run(None, {name: x[None].numpy()})[0][0]
        least = min(least, float(a @ b / np.linalg.norm(a) / np.linalg.norm(b)))
    return least


def example_rows(count=20):
    """Decaying noise and tones of many lengths, as the front end gives them."""
    rng = np.random.default_rng(0)
    time = np.arange(WINDOW) / 32000
    sounds = []
    for i in range(count):
        tone = np.sin(2 * np.pi * 40 * 1.4**i * time)
        noise = rng.standard_normal(WINDOW)
        sounds.append((tone + noise * i / count) * np.exp(-time / 10 ** rng.uniform(-2, 0.5)))
    sounds = np.array(sounds, np.float32)
    sounds /= np.abs(sounds).max(1, keepdims=True)
    return LogMel()(torch.from_numpy(sounds)).transpose(1, 2)[:, None].contiguous()


def registry_entry(folder):
    """The folder's entry in models/registry.json."""
    kinds = {
        "audio_model": "onnx/audio_model.onnx",
        "preprocessor_config": "preprocessor_config.json",
        "text_model": "onnx/text_model.onnx",
        "tokenizer": "tokenizer.json",
    }
    files = []
    for kind, path in kinds.items():
        content = (folder / path).read_bytes()
        digest = hashlib.sha256(content).hexdigest()
        files.append({"kind": kind, "path": path, "bytes": len(content), "sha256": digest})
    return {
        "name": folder.name,
        "aliases": [],
        "embedded": folder.name,
        "front_end": "efficientat",
        "dimension": DIMENSION,
        "quantized": False,
        "licence": "MIT",
        "licence_source": f"models/{folder.name}/README.md",
        "note": "Two small towers made for drum and texture one-shots; comes with the tool.",
        "files": files,
    }


def write_json(path, value):
    path.write_text(json.dumps(value, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("checkpoint")
    parser.add_argument("--out", type=Path, required=True, help="the model's folder")
    arguments = parser.parse_args()
    audio, text, vocab = load(arguments.checkpoint)
    folder = arguments.out
    (folder / "onnx").mkdir(parents=True, exist_ok=True)
    rows = Rows(audio).eval()
    audio_path = folder / "onnx" / "audio_model.onnx"
    text_path = folder / "onnx" / "text_model.onnx"
    export(rows, torch.zeros(2, 1, FRAMES, MELS), ("input_features", "audio_embeds"), {0: "batch"}, audio_path)
    ids = torch.ones(2, 5, dtype=torch.long)
    export(text, ids, ("input_ids", "text_embeds"), {0: "batch", 1: "sequence"}, text_path)
    write_json(folder / "tokenizer.json", tokenizer_json(vocab))
    write_json(folder / "preprocessor_config.json", preprocessor_config())

    prompts = [p for groups in read_prompts().values() for group in groups for p in group]
    texts = Texts(torch.nn.Identity(), vocab)
    cosines = {
        "audio": least_cosine(
            lambda x: audio(x.transpose(2, 3)), audio_path, "input_features", example_rows()
        ),
        "text": least_cosine(text, text_path, "input_ids", [texts([p])[0] for p in prompts]),
    }
    for tower, cosine in cosines.items():
        print(f"{tower}: least cosine of PyTorch and ONNX Runtime {cosine:.7f}")
        if not cosine >= LEAST_COSINE:
            raise SystemExit(f"The {tower} graph differs from the trained tower")
    if vocab != vocabulary():
        print("The vocabulary is not that of the present prompts: train again for new words")
    print(json.dumps(registry_entry(folder), indent=2))


if __name__ == "__main__":
    main()
