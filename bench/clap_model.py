"""Makes a CLAP model of the real shape with random weights, for bench/clap.ts.

Run: python bench/clap_model.py FOLDER   (needs bench/requirements-clap.txt)

The audio tower is that of laion/clap-htsat-unfused, which has the default sizes of transformers' ClapAudioConfig, with
seeded random weights: as fast as the real one, and as large. FOLDER/full and FOLDER/quantized are models in the layout
of `--model FOLDER`, the second with 8-bit weights by onnxruntime's quantize_dynamic; FOLDER/audio.pt is the same tower
for torch (bench/clap_reference.py). FOLDER/small has a tower that takes no time and gives vectors of the same length,
for the cache. The text tower is a few random word vectors: what prompts are near to is of no matter here. The tokenizer
is tests/data/clap-tiny's.
"""
import os
import shutil
import sys

import numpy as np
import onnx
import torch
import transformers
from onnx import TensorProto, helper, numpy_helper
from onnxruntime.quantization import quantize_dynamic

TINY = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "tests", "data", "clap-tiny")


class Tower(torch.nn.Module):
    """The tower as a function of one input."""

    def __init__(self, model):
        super().__init__()
        self.model = model

    def forward(self, input_features):
        return self.model(input_features=input_features, return_dict=True).audio_embeds


def audio_tower():
    torch.manual_seed(20240611)
    return transformers.ClapAudioModelWithProjection(transformers.ClapAudioConfig()).eval()


def export(model, path):
    torch.onnx.export(
        Tower(model),
        (torch.randn(1, 1, 1001, 64),),
        path,
        input_names=["input_features"],
        output_names=["audio_embeds"],
        dynamic_axes={"input_features": {0: "batch_size"}, "audio_embeds": {0: "batch_size"}},
        opset_version=17,
        dynamo=False,
    )


def save(path, nodes, weights, given, taken):
    graph = helper.make_graph(
        nodes, "random", [given], [taken],
        [numpy_helper.from_array(value, name) for name, value in weights.items()],
    )
    onnx.save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9), path)


def text_tower(path, vocabulary, dimension):
    """The mean of random vectors, one a token."""
    save(
        path,
        [
            helper.make_node("Gather", ["words", "input_ids"], ["each"]),
            helper.make_node("ReduceMean", ["each"], ["text_embeds"], axes=[1], keepdims=0),
        ],
        {"words": random(vocabulary, dimension)},
        helper.make_tensor_value_info("input_ids", TensorProto.INT64, ["batch_size", "sequence_length"]),
        helper.make_tensor_value_info("text_embeds", TensorProto.FLOAT, ["batch_size", dimension]),
    )


def small_tower(path, dimension):
    """The mean of the mel rows, projected."""
    save(
        path,
        [
            helper.make_node("ReduceMean", ["input_features"], ["mean"], axes=[1, 2], keepdims=0),
            helper.make_node("MatMul", ["mean", "weights"], ["audio_embeds"]),
        ],
        {"weights": random(64, dimension)},
        helper.make_tensor_value_info("input_features", TensorProto.FLOAT, ["batch_size", 1, 1001, 64]),
        helper.make_tensor_value_info("audio_embeds", TensorProto.FLOAT, ["batch_size", dimension]),
    )


def random(*shape):
    return np.random.default_rng(1).standard_normal(shape).astype("f4")


def main(folder):
    model = audio_tower()
    dimension = model.config.projection_dim
    for name in ["full", "quantized", "small"]:
        os.makedirs(f"{folder}/{name}/onnx", exist_ok=True)
        for file in ["tokenizer.json", "preprocessor_config.json"]:
            shutil.copy(f"{TINY}/{file}", f"{folder}/{name}/{file}")
        text_tower(f"{folder}/{name}/onnx/text_model.onnx", 420, dimension)
    path = f"{folder}/full/onnx/audio_model.onnx"
    export(model, path)
    quantize_dynamic(path, f"{folder}/quantized/onnx/audio_model.onnx")
    small_tower(f"{folder}/small/onnx/audio_model.onnx", dimension)
    torch.save(model.state_dict(), f"{folder}/audio.pt")


main(*sys.argv[1:])
