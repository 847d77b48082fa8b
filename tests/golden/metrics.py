"""Goldens of the evaluation's figures: scikit-learn, scipy and numpy over random cases.

pip install scikit-learn==1.9.1 && python tests/golden/metrics.py > tests/golden/metrics.json
"""
import json
import sys
import warnings

import numpy as np
import scipy
import sklearn
from scipy.stats import binomtest, chi2
from scipy.stats.qmc import Sobol
from sklearn import metrics as m
from sklearn.model_selection import StratifiedGroupKFold

warnings.filterwarnings("ignore")
rng = np.random.default_rng(20240901)
K = 5
ALL = np.arange(K)


def number(x):
    """JSON has no NaN."""
    return None if x is None or np.isnan(x) else float(x)


def ece(confidence, correct, weights, bins=15):
    """Guo et al. 2017, eq. 3, bins (lo, hi], edges i/bins."""
    edges = np.arange(bins + 1) / bins
    index = np.clip(np.searchsorted(edges, confidence, side="left") - 1, 0, bins - 1)
    total = 0.0
    rows = []
    for b in range(bins):
        at = index == b
        w = weights[at].sum()
        if w == 0:
            rows.append([0.0, None, None])
            continue
        c = float(np.average(confidence[at], weights=weights[at]))
        a = float(np.average(correct[at], weights=weights[at]))
        total += w / weights.sum() * abs(a - c)
        rows.append([float(w), c, a])
    return total, rows


def coverage(confidence, correct, weights):
    rows = []
    for threshold in sorted(set(confidence.tolist()), reverse=True):
        at = confidence >= threshold
        rows.append([
            threshold,
            float(weights[at].sum() / weights.sum()),
            float(np.average(correct[at], weights=weights[at])),
        ])
    return rows


def case(name, n, present, predictable, weighted, ties, sharp):
    truth = rng.choice(present, n)
    p = rng.dirichlet(np.full(K, 0.7), n)
    p[np.arange(n), truth] += sharp
    if ties:  # probabilities of few values, so that several are equal
        p = np.round(p * 4) + 1
    if predictable is not None:
        p[:, [c for c in ALL if c not in predictable]] = 0
    p = p / p.sum(axis=1, keepdims=True)
    predicted = p.argmax(axis=1)
    weights = rng.integers(1, 40, n) / 8 if weighted else np.ones(n)
    confidence = p.max(axis=1)
    if ties:
        confidence = np.round(confidence * 15) / 15
    correct = (predicted == truth).astype(float)
    w = dict(sample_weight=weights)
    precision, recall, f1, support = m.precision_recall_fscore_support(
        truth, predicted, labels=ALL, zero_division=0, **w)
    error, bins = ece(confidence, correct, weights)
    try:
        kappa = m.cohen_kappa_score(truth, predicted, **w)
    except (ValueError, ZeroDivisionError):
        kappa = None
    return {
        "name": name,
        "truth": truth.tolist(),
        "p": p.ravel().tolist(),
        "predicted": predicted.tolist(),
        "weights": weights.tolist() if weighted else None,
        "confidence": confidence.tolist(),
        "confusion": m.confusion_matrix(truth, predicted, labels=ALL, **w).astype(float).tolist(),
        "row_normalised": m.confusion_matrix(
            truth, predicted, labels=ALL, normalize="true", **w).tolist(),
        "accuracy": m.accuracy_score(truth, predicted, **w),
        "macro_f1": m.f1_score(truth, predicted, average="macro", zero_division=0, **w),
        "weighted_f1": m.f1_score(truth, predicted, average="weighted", zero_division=0, **w),
        "balanced_accuracy": m.balanced_accuracy_score(truth, predicted, **w),
        "kappa": number(kappa),
        "precision": precision.tolist(),
        "recall": recall.tolist(),
        "f1": f1.tolist(),
        "support": support.astype(float).tolist(),
        # Classes backwards, since scikit-learn lets the last of equal classes go first and we the first.
        "top2": m.top_k_accuracy_score(
            K - 1 - truth, p[:, ::-1], k=2, labels=ALL, **w),
        "log_loss": m.log_loss(truth, y_proba=p, labels=ALL, **w),
        "brier": m.brier_score_loss(truth, p, labels=ALL, scale_by_half=False, **w),
        "ece": error,
        "bins": bins,
        "coverage": coverage(confidence, correct, weights),
    }


def mcnemar(b, c):
    n = b + c
    if n < 25:
        return [b, c, "exact", float(min(b, c)),
                1.0 if b == c else binomtest(b, n, 0.5).pvalue]
    statistic = 0.0 if b == c else (abs(b - c) - 1) ** 2 / n
    return [b, c, "chi2_corrected", statistic,
            1.0 if b == c else float(chi2.sf(statistic, 1))]


def folds(n, groups, present, k):
    group = rng.integers(0, groups, n)
    group = np.unique(group, return_inverse=True)[1]
    # Groups lean to a class, as packs do.
    lean = rng.choice(present, groups)
    truth = np.where(rng.random(n) < 0.5, lean[group], rng.choice(present, n))
    fold = np.zeros(n, int)
    split = StratifiedGroupKFold(n_splits=k).split(truth, truth, group)
    for f, (_, test) in enumerate(split):
        fold[test] = f
    return {"truth": truth.tolist(), "groups": group.tolist(), "k": k, "fold": fold.tolist()}


def xoshiro128ss(state, count):
    """Blackman & Vigna's xoshiro128**, by its published steps, for the test of ours."""
    mask = 0xFFFFFFFF
    rotate = lambda x, k: ((x << k) | (x >> (32 - k))) & mask
    s = list(state)
    out = []
    for _ in range(count):
        out.append(rotate(s[1] * 5 & mask, 7) * 9 & mask)
        t = s[1] << 9 & mask
        s[2] ^= s[0]; s[3] ^= s[1]; s[1] ^= s[2]; s[0] ^= s[3]
        s[2] ^= t
        s[3] = rotate(s[3], 11)
    return out


def splitmix32(seed):
    mask = 0xFFFFFFFF
    state = []
    x = seed & mask
    for _ in range(4):
        x = (x + 0x9E3779B9) & mask
        z = x ^ (x >> 16)
        z = z * 0x85EBCA6B & mask
        z ^= z >> 13
        z = z * 0xC2B2AE35 & mask
        state.append(z ^ (z >> 16))
    return state


cases = [
    case("every class", 200, ALL, None, False, False, 0.6),
    case("weights", 150, ALL, None, True, False, 0.5),
    case("ties", 120, ALL, None, False, True, 0.3),
    case("ties and weights", 120, ALL, None, True, True, 0.3),
    case("a class that is neither there nor predicted", 80, [0, 1, 3, 4], [0, 1, 3, 4], True, False, 0.4),
    case("a class that is never predicted", 80, ALL, [0, 1, 2, 3], False, False, 0.4),
    case("a class that is only predicted", 80, [0, 1, 2], None, False, False, 0.4),
    case("one class, always right", 12, [2], [2], False, False, 0.5),
    case("one class, often wrong", 30, [4], None, True, False, 0.2),
    case("one sample", 1, ALL, None, False, False, 0.1),
    case("chance", 60, ALL, None, False, False, 0.0),
]
values = np.sort(rng.normal(size=41))
json.dump({
    "made_by": f"tests/golden/metrics.py, scikit-learn {sklearn.__version__}, "
               f"scipy {scipy.__version__}, numpy {np.__version__}",
    "cases": cases,
    "mcnemar": [mcnemar(b, c) for b, c in [
        (0, 0), (1, 0), (0, 5), (3, 3), (7, 2), (12, 12), (10, 14), (0, 24), (12, 13),
        (25, 0), (20, 20), (40, 22), (31, 30), (150, 90), (400, 401), (300, 20)]],
    "folds": [folds(120, 12, ALL, 5), folds(300, 40, ALL, 5), folds(60, 6, [0, 2, 3], 3),
              folds(500, 97, ALL, 10)],
    "percentiles": {
        "sorted": values.tolist(),
        "q": [0, 0.025, 0.1, 0.5, 0.975, 1],
        "value": [float(np.percentile(values, 100 * q)) for q in [0, 0.025, 0.1, 0.5, 0.975, 1]],
    },
    "sobol": Sobol(64, scramble=False).random(33).tolist(),
    "random": [{"seed": s, "uint32": xoshiro128ss(splitmix32(s), 8)} for s in [0, 1, 42, 2**31]],
}, sys.stdout, allow_nan=False)
