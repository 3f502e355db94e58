"""Reference: how a system decides by a threshold passport.

It needs Python's standard library alone. Take it over as it is, or write its like and run it on
decision-vectors.json:

    python3 decide.py decision-vectors.json

A passport belongs to one model with one preprocessing. A system that uses another must refuse it:
the number means nothing there.
"""

import json
import math
import struct
import sys


def open_passport(text, model_sha256):
    """Reads a passport for a model, given the SHA-256 of the model's file in lower-case hexadecimal.

    Raises ValueError when it is no passport, or one for another model.
    """
    passport = json.loads(text)
    if passport.get("schema") != "isoline-passport-1":
        raise ValueError("not a passport of this version")
    if passport["model"]["sha256"] != model_sha256:
        raise ValueError(f"the passport is for the model {passport['model']['sha256']}")
    return passport


def is_match(passport, scale, value):
    """Whether a pair is a match: its score or distance against the threshold of that scale.

    The threshold itself is a match; a value that is not a number is none. Raises ValueError when the
    passport has no such scale.
    """
    for threshold in passport["thresholds"]:
        if threshold["scale"] == scale:
            if threshold["accept"] == "at-or-above":
                return value >= threshold["value"]
            return value <= threshold["value"]
    raise ValueError(f"the passport has no threshold in {scale}")


def cosine_similarity(a, b):
    """The cosine similarity of two embeddings as a float32 number in [-1, 1].

    Raises ValueError for embeddings of different lengths, and for one that is all zeros or not finite.
    """
    if len(a) != len(b):
        raise ValueError("the embeddings have different lengths")
    dot = 0.0
    for left, right in zip(normalised(a), normalised(b)):
        dot += left * right
    return max(-1.0, min(1.0, float32(dot)))


def normalised(embedding):
    squares = 0.0
    for value in embedding:
        squares += value * value
    if not math.isfinite(squares) or squares == 0:
        raise ValueError("the embedding has no direction")
    factor = 1 / math.sqrt(squares)
    return [float32(value * factor) for value in embedding]


def float32(value):
    """The nearest float32 number."""
    return struct.unpack("<f", struct.pack("<f", value))[0]


def run_vectors(vectors):
    """Runs the golden vectors; returns a sentence for each that came out otherwise."""
    passport = vectors["passport"]
    text = json.dumps(passport)
    faults = []
    open_passport(text, passport["model"]["sha256"])
    for sha256 in vectors["refusedModels"]:
        try:
            open_passport(text, sha256)
            faults.append(f"the model {sha256} was not refused")
        except ValueError:
            pass
    for case in vectors["decisions"]:
        if is_match(passport, case["scale"], case["value"]) != case["match"]:
            faults.append(f"{case['scale']} {case['value']!r} is not {case['match']}")
    for case in vectors["pairs"]:
        similarity = cosine_similarity(case["a"], case["b"])
        if similarity != case["similarity"]:
            faults.append(f"the similarity {similarity!r} is not {case['similarity']!r}")
        if is_match(passport, "cosine-similarity", similarity) != case["match"]:
            faults.append(f"the similarity {similarity!r} is not {case['match']}")
    return faults


if __name__ == "__main__":
    with open(sys.argv[1], encoding="utf-8") as file:
        found = run_vectors(json.load(file))
    for fault in found:
        print(fault)
    print(f"{len(found)} faults")
    sys.exit(1 if found else 0)
