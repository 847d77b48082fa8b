"""What transformers, tokenizers and onnxruntime give for a CLAP model, for tests/clap_parity.ts --reference.

Run: python reference.py MODEL_FOLDER GOLDEN_FOLDER > reference.json   (needs what make.py needs, and soundfile)
"""
import json
import sys

import numpy as np
import onnxruntime
import soundfile
import tokenizers
import transformers


def main(model, folder):
    extractor = transformers.ClapFeatureExtractor.from_pretrained(model)
    tokenizer = tokenizers.Tokenizer.from_file(f"{model}/tokenizer.json")
    audio = onnxruntime.InferenceSession(f"{model}/onnx/audio_model.onnx")
    text = onnxruntime.InferenceSession(f"{model}/onnx/text_model.onnx")
    with open(f"{folder}/golden.json") as file:
        golden = json.load(file)
    for clip in golden["audio"]:
        y, rate = soundfile.read(f"{folder}/{clip['file']}", dtype="float32")
        mel = extractor(y[: 10 * rate], sampling_rate=rate, return_tensors="np")["input_features"].astype("f4")
        clip["mel_rows"] = {r: mel[0, 0, int(r)].tolist() for r in clip["mel_rows"]}
        clip["audio_embeds"] = audio.run(None, {"input_features": mel})[0][0].tolist()
    for words in golden["text"]:
        words["input_ids"] = tokenizer.encode(words["text"]).ids
        ids = np.array([words["input_ids"]], "i8")
        words["text_embeds"] = text.run(None, {"input_ids": ids})[0][0].tolist()
    json.dump(golden, sys.stdout, ensure_ascii=False)


main(*sys.argv[1:])
