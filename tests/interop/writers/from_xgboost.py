"""XGBoost: boosters and their scikit-learn wrappers, pickled and in its own formats."""
from functools import partial

import joblib
import numpy as np
import xgboost

from kit import PROTOCOLS, Model, one_pickle

OBJECTIVES = {"binary": "binary:logistic", "regression": "reg:squarederror",
              "multi": "multi:softprob", "rank": "rank:pairwise"}


def data():
    rng = np.random.RandomState(1)
    x = rng.normal(size=(60, 5))
    return x, np.arange(60) % 3


def booster(objective, **options):
    x, y = data()
    if "binary" in objective:
        y = y % 2
    matrix = xgboost.DMatrix(x, y, feature_names=list("abcde"),
                             **({"qid": np.arange(60) // 10} if "rank" in objective else {}))
    settings = {"objective": objective, "max_depth": 2, "nthread": 1, "seed": 1, "verbosity": 0,
                **({"num_class": 3} if "multi" in objective else {}), **options}
    return xgboost.train(settings, matrix, 3)


def fitted(kind, **options):
    x, y = data()
    if "Ranker" in kind:
        return getattr(xgboost, kind)(n_estimators=3, **options).fit(x, y % 2,
                                                                     qid=np.arange(60) // 10)
    return getattr(xgboost, kind)(n_estimators=3, max_depth=2, n_jobs=1, random_state=1,
                                  **options).fit(x, y)


BOOSTERS = {name: partial(booster, objective) for name, objective in OBJECTIVES.items()}
BOOSTERS["linear"] = partial(booster, "reg:squarederror", booster="gblinear")
BOOSTERS["dart"] = partial(booster, "binary:logistic", booster="dart")
KINDS = "XGBClassifier XGBRegressor XGBRanker XGBRFClassifier XGBRFRegressor".split()
WRAPPERS = {kind: partial(fitted, kind) for kind in KINDS}
WRAPPERS["early"] = partial(fitted, "XGBClassifier", eval_metric="mlogloss")
UNFITTED = {"unfitted": lambda: xgboost.XGBClassifier(n_estimators=5)}
OWN = {"json": "json", "ubj": "ubjson", "deprecated": "binary"}


def saved(name, make, extension):
    return Model("xgboost", OWN[extension], f"{name}.{extension}",
                 lambda path: make().save_model(path))


def dumped(name, make, compress):
    return Model("xgboost", "joblib-zlib" if compress else "joblib-raw", name + ".joblib",
                 lambda path: joblib.dump(make(), path, compress=compress))


def models():
    for name, make in (BOOSTERS | WRAPPERS | UNFITTED).items():
        for protocol in PROTOCOLS:
            yield one_pickle("xgboost", name, make, protocol)
        yield dumped(name, make, 0)
        yield dumped(name, make, 3)
    for name, make in (BOOSTERS | WRAPPERS).items():
        for extension in OWN:
            yield saved(name, make, extension)
