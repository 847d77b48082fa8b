"""Makes the small model and its golden values, tests/golden/clap_tiny.json.

Run: python make.py   (needs numpy, onnx, onnxruntime, tokenizers, transformers, torch)

The model has the files, names and shapes of an ONNX export of CLAP, with few, random weights (seeded), and a
byte-level BPE tokenizer of RoBERTa's kind with a vocabulary of its own. text_model_masked.onnx is the same text model
with the input attention_mask, which other exports have. The golden file holds what others give for it:
mel rows by transformers' ClapFeatureExtractor, token ids by tokenizers, embeddings by onnxruntime. The clips are
formulas, computed alike by src/clap/testing/clips.ts.
"""
import json
import os

import numpy as np
import onnx
import onnxruntime
import tokenizers
import transformers
from onnx import TensorProto, helper, numpy_helper
from onnxruntime.quantization import quantize_dynamic

HERE = os.path.dirname(os.path.abspath(__file__))
RATE = 48000
DIMENSION = 48
ROWS = [0, 1, 2, 7, 250, 499, 500, 700, 999, 1000]
TEXTS = [
    "the sound of a kick drum",
    "hi-hat, hi hat cymbal",
    "a",
    "",
    "  two leading spaces",
    "808 kick – long, boomy",
    "킥 드럼",
    "naïve café 🥁",
    "line\nbreak\tand tab",
    "The sound of a closed hi-hat " * 12,
]


def noise(n, seed):
    """White noise of a linear congruential generator, -1..1."""
    out = np.empty(n)
    state = seed
    for i in range(n):
        state = (1664525 * state + 1013904223) % 2**32
        out[i] = state / 2**31 - 1
    return out


def clips():
    def t(n):
        return np.arange(n) / RATE

    def kick(n):
        return 0.9 * np.exp(-12 * t(n)) * np.sin(2 * np.pi * (50 * t(n) - 8 * np.exp(-30 * t(n))))

    yield "kick", kick(13089)
    yield "hat", 0.5 * noise(9000, 1) * np.exp(-60 * t(9000))
    yield "tom, a divisor of the window", 0.7 * np.exp(-6 * t(24000)) * np.sin(2 * np.pi * 180 * t(24000))
    yield "odd length", 0.3 * noise(31337, 2)
    yield "seven seconds", 0.2 * np.sin(2 * np.pi * 440 * t(336000)) + 0.01 * noise(336000, 3)
    yield "a whole window", 0.1 * np.sin(2 * np.pi * 1000 * t(480000)) * np.sin(2 * np.pi * 3 * t(480000))
    yield "eleven seconds", 0.4 * np.sin(2 * np.pi * (100 + 300 * t(528000)) * t(528000))
    yield "silence", np.zeros(4800)
    yield "one sample", np.array([0.5])


def save(path, inputs, outputs, nodes, weights):
    graph = helper.make_graph(
        nodes, "clap-tiny", inputs, outputs,
        [numpy_helper.from_array(v, k) for k, v in weights.items()],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
    onnx.checker.check_model(model)
    onnx.save(model, path)


def audio_model(rng, path):
    """Patches of 16 by 16, one hidden layer, mean over the patches."""
    def normal(*shape):
        return (rng.standard_normal(shape) / np.sqrt(np.prod(shape[:-1]))).astype("f4")

    weights = {
        "mean": np.full((1, 1, 1, 1), -40, "f4"),
        "scale": np.full((1, 1, 1, 1), 1 / 20, "f4"),
        "patch": normal(16, 16, 1, 24).transpose(3, 2, 0, 1).copy(),
        "tokens": np.array([0, 24, -1], "i8"),
        "w1": normal(24, 32),
        "w2": normal(32, DIMENSION),
    }
    nodes = [
        helper.make_node("Sub", ["input_features", "mean"], ["centred"]),
        helper.make_node("Mul", ["centred", "scale"], ["scaled"]),
        helper.make_node("Conv", ["scaled", "patch"], ["patches"], strides=[16, 16]),
        helper.make_node("Reshape", ["patches", "tokens"], ["flat"]),
        helper.make_node("Transpose", ["flat"], ["rows"], perm=[0, 2, 1]),
        helper.make_node("MatMul", ["rows", "w1"], ["hidden"]),
        helper.make_node("Tanh", ["hidden"], ["bent"]),
        helper.make_node("MatMul", ["bent", "w2"], ["each"]),
        helper.make_node("ReduceMean", ["each"], ["audio_embeds"], axes=[1], keepdims=0),
    ]
    save(
        path,
        [helper.make_tensor_value_info("input_features", TensorProto.FLOAT, ["batch_size", 1, 1001, 64])],
        [helper.make_tensor_value_info("audio_embeds", TensorProto.FLOAT, ["batch_size", DIMENSION])],
        nodes, weights,
    )


def text_model(rng, path, vocabulary, masked=False):
    """Token plus position vectors, one hidden layer, mean over the tokens (those that the mask says)."""
    def normal(*shape):
        return rng.standard_normal(shape).astype("f4")

    weights = {
        "words": normal(vocabulary, 8),
        "positions": normal(514, 8),
        "one": np.array([1], "i8"),
        "two": np.array([2], "i8"),
        "w": normal(8, DIMENSION) / np.float32(3),
    }
    nodes = [
        helper.make_node("Gather", ["words", "input_ids"], ["word_vectors"]),
        helper.make_node("Shape", ["input_ids"], ["shape"]),
        helper.make_node("Gather", ["shape", "one"], ["length"]),
        helper.make_node("Add", ["length", "two"], ["end"]),
        helper.make_node("Squeeze", ["end"], ["end_scalar"]),
        helper.make_node("Squeeze", ["one"], ["one_scalar"]),
        helper.make_node("Squeeze", ["two"], ["two_scalar"]),
        helper.make_node("Range", ["two_scalar", "end_scalar", "one_scalar"], ["range"]),
        helper.make_node("Gather", ["positions", "range"], ["position_vectors"]),
        helper.make_node("Add", ["word_vectors", "position_vectors"], ["both"]),
        helper.make_node("Tanh", ["both"], ["bent"]),
        helper.make_node("MatMul", ["bent", "w"], ["each"]),
    ]
    inputs = ["input_ids"]
    if masked:
        inputs.append("attention_mask")
        nodes += [
            helper.make_node("Cast", ["attention_mask"], ["mask"], to=TensorProto.FLOAT),
            helper.make_node("Unsqueeze", ["mask", "two"], ["column"]),
            helper.make_node("Mul", ["each", "column"], ["kept"]),
            helper.make_node("ReduceSum", ["kept", "one"], ["sum"], keepdims=0),
            helper.make_node("ReduceSum", ["column", "one"], ["count"], keepdims=0),
            helper.make_node("Div", ["sum", "count"], ["text_embeds"]),
        ]
    else:
        nodes.append(helper.make_node("ReduceMean", ["each"], ["text_embeds"], axes=[1], keepdims=0))
    save(
        path,
        [
            helper.make_tensor_value_info(name, TensorProto.INT64, ["batch_size", "sequence_length"])
            for name in inputs
        ],
        [helper.make_tensor_value_info("text_embeds", TensorProto.FLOAT, ["batch_size", DIMENSION])],
        nodes, weights,
    )


def tokenizer(path):
    bpe = tokenizers.ByteLevelBPETokenizer(add_prefix_space=False)
    bpe.train_from_iterator(
        TEXTS, vocab_size=420, min_frequency=1, show_progress=False,
        special_tokens=["<s>", "<pad>", "</s>", "<unk>", "<mask>"],
    )
    bpe.post_processor = tokenizers.processors.RobertaProcessing(("</s>", 2), ("<s>", 0), add_prefix_space=False)
    bpe.save(path, pretty=True)
    with open(path, "a") as file:
        file.write("\n")
    return bpe


def rounded(values, digits):
    return [round(float(v), digits) for v in values]


def main():
    os.makedirs(f"{HERE}/onnx", exist_ok=True)
    rng = np.random.default_rng(20240611)
    audio_model(rng, f"{HERE}/onnx/audio_model.onnx")
    quantize_dynamic(f"{HERE}/onnx/audio_model.onnx", f"{HERE}/onnx/audio_model_quantized.onnx")
    bpe = tokenizer(f"{HERE}/tokenizer.json")
    state = rng.bit_generator.state
    text_model(rng, f"{HERE}/onnx/text_model.onnx", bpe.get_vocab_size())
    rng.bit_generator.state = state
    text_model(rng, f"{HERE}/onnx/text_model_masked.onnx", bpe.get_vocab_size(), masked=True)
    extractor = transformers.ClapFeatureExtractor(feature_size=64, sampling_rate=RATE, frequency_min=50, truncation="rand_trunc")
    config = extractor.to_dict()
    config.pop("processor_class", None)
    with open(f"{HERE}/preprocessor_config.json", "w") as file:
        json.dump(config, file, indent=2, sort_keys=True)
        file.write("\n")

    audio = onnxruntime.InferenceSession(f"{HERE}/onnx/audio_model.onnx")
    text = onnxruntime.InferenceSession(f"{HERE}/onnx/text_model.onnx")
    golden = {
        "made_with": f"make.py; transformers {transformers.__version__}, tokenizers {tokenizers.__version__}, "
        f"onnxruntime {onnxruntime.__version__}",
        "audio": [], "text": [],
    }
    for name, y in clips():
        first = y[:10 * RATE].astype("f4")
        mel = extractor(first, sampling_rate=RATE, return_tensors="np")["input_features"].astype("f4")
        golden["audio"].append({
            "clip": name,
            "samples": len(y),
            "mel_rows": {str(r): rounded(mel[0, 0, r], 4) for r in ROWS},
            "audio_embeds": rounded(audio.run(None, {"input_features": mel})[0][0], 6),
        })
    for words in TEXTS:
        ids = bpe.encode(words).ids
        vector = text.run(None, {"input_ids": np.array([ids], "i8")})[0][0]
        golden["text"].append({"text": words, "input_ids": ids, "text_embeds": rounded(vector, 6)})
    with open(f"{HERE}/../../golden/clap_tiny.json", "w") as file:
        json.dump(golden, file, ensure_ascii=False, separators=(",", ":"))
        file.write("\n")


main()
