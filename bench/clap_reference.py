"""The peer of bench/clap.ts: transformers' feature extractor and audio tower in torch over sound files.

Run: python bench/clap_reference.py FOLDER LIST   (needs bench/requirements-clap.txt)

FOLDER is what bench/clap_model.py made, LIST a file with a path a line. For each line on stdin it reads the files, runs
them through the model in batches of eight, and answers with seconds by the clock and of CPU.
"""
import sys
import time

import soundfile
import soxr
import torch
import transformers

BATCH = 8
RATE = 48000


def main(folder, paths):
    extractor = transformers.ClapFeatureExtractor.from_pretrained(f"{folder}/full")
    model = transformers.ClapAudioModelWithProjection(transformers.ClapAudioConfig()).eval()
    model.load_state_dict(torch.load(f"{folder}/audio.pt"))
    with open(paths, encoding="utf-8") as lines:
        files = lines.read().splitlines()
    for _ in sys.stdin:
        start, cpu = time.perf_counter(), time.process_time()
        for at in range(0, len(files), BATCH):
            sounds = [soxr.resample(*read(path), RATE) for path in files[at : at + BATCH]]
            with torch.inference_mode():
                inputs = extractor(sounds, sampling_rate=RATE, return_tensors="pt")
                vectors = model(input_features=inputs["input_features"]).audio_embeds
                torch.nn.functional.normalize(vectors, dim=-1)
        print(time.perf_counter() - start, time.process_time() - cpu, flush=True)


def read(path):
    return soundfile.read(path, dtype="float32")


main(*sys.argv[1:])
