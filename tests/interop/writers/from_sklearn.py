"""Every scikit-learn estimator that fits on a few rows, and what is built out of them."""
import functools
import inspect
import pickle

import joblib
import numpy as np
from sklearn.experimental import enable_iterative_imputer  # noqa: F401, registers the imputer
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.preprocessing import StandardScaler
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor
from sklearn.utils import all_estimators

from kit import Model, one_pickle, rotated
from writers import composed

PARTS = {
    "estimator": LogisticRegression,
    "base_estimator": LogisticRegression,
    "estimators": lambda: [("a", LogisticRegression()),
                           ("b", DecisionTreeClassifier(random_state=1))],
    "transformers": lambda: [("scale", StandardScaler(), [0, 1])],
    "transformer_list": lambda: [("scale", StandardScaler())],
    "steps": lambda: [("scale", StandardScaler()), ("fit", Ridge())],
    "param_grid": lambda: {"C": [1.0, 2.0]},
    "param_distributions": lambda: {"C": [1.0, 2.0]},
    "dictionary": lambda: np.eye(4)[:2],
}
FOR_REGRESSORS = {"estimators": lambda: [("a", Ridge()), ("b", DecisionTreeRegressor())]}
SMALL = {"n_estimators": 3, "max_iter": 20, "random_state": 1, "n_init": 1, "cv": 2, "n_iter": 2,
         "min_samples": 2, "n_components": 2, "n_clusters": 2, "batch_size": 10, "max_depth": 3}
SMALL_PROJECTION = {"n_components": 2}
COMPRESSED = [0, 3, ("gzip", 3), ("bz2", 3), ("xz", 3), ("lzma", 3), ("lz4", 3)]


def data():
    """What fit() may want: classes, numbers, none, several targets, one column, texts, ..."""
    x, y = composed.rows(), composed.classes()
    return [(x, y), (x, x[:, 0] + y), (x,), (x, np.column_stack([y, y[::-1]])), (x[:, 0], y),
            (["some words here", "other words there", "more text"], [0, 1, 0]),
            ([{"a": 1, "b": "x"}, {"a": 2, "c": 3.0}], [0, 1]), (y,), ([["a", "b"], ["c"]],),
            (x @ x.T, y)]


def instances(kind):
    """Instances with small numbers and the parts that must be given, then with fewer of them."""
    wanted = inspect.signature(kind.__init__).parameters
    required = [name for name, parameter in wanted.items() if parameter.default is parameter.empty]
    small = {name: value for name, value in SMALL.items()
             if name in wanted and isinstance(wanted[name].default, (int, type(None)))}
    for parts in (PARTS, PARTS | FOR_REGRESSORS):
        given = {name: parts[name] for name in required if name in parts}
        for extra in (small, {}, SMALL_PROJECTION):
            yield lambda: kind(**{name: part() for name, part in given.items()}, **extra)


def fitted(kind):
    """The first instance that takes some data; raises what the plainest try said."""
    errors = []
    for instance in instances(kind):
        for arguments in data():
            try:
                return instance().fit(*arguments)
            except Exception as error:
                errors.append(error)
    raise errors[0]


def dumped(name, make, compress):
    method = compress[0] if isinstance(compress, tuple) else "zlib" if compress else "raw"
    return Model("sklearn", "joblib-" + method, name + ".joblib",
                 lambda path: joblib.dump(make(), path, compress=compress))


def nested(path):
    """Models kept as bytes inside a dictionary, as model registries do."""
    kept = {name: pickle.dumps(build()) for name, build in list(composed.TABLE.items())[:8]}
    with open(path, "wb") as file:
        pickle.dump(kept, file)


def models():
    for turn, (name, kind) in enumerate(all_estimators()):
        make = functools.lru_cache(None)(functools.partial(fitted, kind))
        yield one_pickle("sklearn", name, make, turn % 6)
        yield one_pickle("sklearn", name, make, (turn + 3) % 6)
        yield dumped(name, make, COMPRESSED[turn % len(COMPRESSED)])
    yield from rotated("sklearn", composed.TABLE)
    for turn, (name, build) in enumerate(composed.TABLE.items()):
        yield dumped("composed-" + name, build, COMPRESSED[turn % len(COMPRESSED)])
    yield Model("sklearn", "pickle", "registry.pkl", nested)
