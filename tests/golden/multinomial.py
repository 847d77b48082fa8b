"""scikit-learn's multinomial logistic regression on made-up data, for eval/fit/multinomial_test.ts.

    pip install scikit-learn && python tests/golden/multinomial.py > tests/golden/multinomial.json
"""
import json

import numpy as np
from sklearn.linear_model import LogisticRegression

rng = np.random.default_rng(5)
cases = []
for classes, width, n, c in [(3, 2, 60, 1.0), (5, 4, 120, 10.0), (2, 1, 40, 0.3)]:
    x = rng.normal(size=(n, width)).round(3)
    y = np.arange(n) % classes
    x[:, 0] += y * 0.7
    x = x.round(3)
    weights = rng.uniform(0.2, 2, n).round(3)
    model = LogisticRegression(C=c, tol=1e-12, max_iter=100000)
    p = model.fit(x, y, sample_weight=weights).predict_proba(x[:10])
    if classes == 2:  # scikit-learn fits one vector here, which the penalty sees otherwise
        model = LogisticRegression(C=c * 2, tol=1e-12, max_iter=100000)
        p = model.fit(x, y, sample_weight=weights).predict_proba(x[:10])
    cases.append({"classes": classes, "c": c, "x": x.tolist(), "y": y.tolist(),
                  "weights": weights.tolist(), "probabilities": p.tolist()})
print(json.dumps(cases))
