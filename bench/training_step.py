"""The training step of training-step.ts in PyTorch: same batch, weights, loss and optimiser.

    python training_step.py FOLDER THREADS WARM_UP STEPS LEARNING_RATE

Prints one JSON object: version, milliseconds of each step, last loss.
"""

import json
import sys
import time

import numpy
import torch

folder, threads, warm_up, steps = sys.argv[1], *map(int, sys.argv[2:5])
learning_rate = float(sys.argv[5])
torch.set_num_threads(threads)

BATCH, DIMENSION, OUTPUT, IMAGES = 512, 512, 256, 4
ALPHA, BETA, BASE, EPSILON = 2.0, 50.0, 0.5, 0.1
POSITIVE_MARGIN, NEGATIVE_MARGIN, TCM_WEIGHT = 0.9, 0.5, 1.0
WEIGHT_DECAY, GRADIENT_NORM_LIMIT = 1e-4, 1.0


def load(name, *shape):
    return torch.from_numpy(numpy.fromfile(f"{folder}/{name}.f32", numpy.float32).reshape(shape))


embeddings = load("embeddings", BATCH, DIMENSION)
start = load("weight", DIMENSION, OUTPUT)
weight = start.clone().requires_grad_()
labels = torch.arange(BATCH) // IMAGES
optimiser = torch.optim.AdamW([weight], lr=learning_rate, weight_decay=0.0, fused=True)


def loss_of(scores, labels):
    same = labels[:, None] == labels[None, :]
    positive = same & ~torch.eye(BATCH, dtype=torch.bool)
    negative = ~same
    with torch.no_grad():
        least_positive = scores.masked_fill(~positive, 4.0).amin(1, keepdim=True)
        most_negative = scores.masked_fill(~negative, -4.0).amax(1, keepdim=True)
        kept_positives = positive & (scores < most_negative + EPSILON)
        kept_negatives = negative & (scores > least_positive - EPSILON)
        pulls = (positive & (scores <= POSITIVE_MARGIN)).float()
        pushes = (negative & (scores >= NEGATIVE_MARGIN)).float()
    positive_sum = (torch.exp(-ALPHA * (scores - BASE)) * kept_positives).sum(1)
    negative_sum = (torch.exp(BETA * (scores - BASE)) * kept_negatives).sum(1)
    base = (torch.log1p(positive_sum) / ALPHA + torch.log1p(negative_sum) / BETA).mean()
    tcm = ((POSITIVE_MARGIN - scores) * pulls).sum() / pulls.sum().clamp(min=1) + (
        (scores - NEGATIVE_MARGIN) * pushes
    ).sum() / pushes.sum().clamp(min=1)
    return base + TCM_WEIGHT * tcm


times, loss = [], None
for step in range(warm_up + steps):
    began = time.perf_counter()
    optimiser.zero_grad()
    unit = torch.nn.functional.normalize(embeddings @ weight)
    loss = loss_of(unit @ unit.T, labels)
    loss.backward()
    torch.nn.utils.clip_grad_norm_([weight], GRADIENT_NORM_LIMIT)
    with torch.no_grad():
        # Decoupled decay towards the start.
        weight.lerp_(start, learning_rate * WEIGHT_DECAY)
    optimiser.step()
    last = loss.item()
    if step >= warm_up:
        times.append(1000 * (time.perf_counter() - began))

print(json.dumps({"version": torch.__version__, "milliseconds": times, "loss": last}))
