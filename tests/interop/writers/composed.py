"""What scikit-learn's users build: pipelines, searches, stacks, text and table models."""
import numpy as np
import pandas
import scipy.stats
from scipy import sparse
from sklearn import datasets, metrics
from sklearn.calibration import CalibratedClassifierCV
from sklearn.compose import (ColumnTransformer, TransformedTargetRegressor, make_column_selector,
                             make_column_transformer)
from sklearn.decomposition import PCA
from sklearn.dummy import DummyClassifier
from sklearn.ensemble import (BaggingClassifier, GradientBoostingRegressor,
                              HistGradientBoostingRegressor, RandomForestClassifier,
                              StackingClassifier)
from sklearn.experimental import enable_halving_search_cv  # noqa: F401, registers the search
from sklearn.feature_extraction.text import CountVectorizer, HashingVectorizer, TfidfVectorizer
from sklearn.feature_selection import SelectKBest, mutual_info_classif
from sklearn.gaussian_process import GaussianProcessClassifier
from sklearn.gaussian_process.kernels import RBF, Matern, WhiteKernel
from sklearn.impute import SimpleImputer
from sklearn.linear_model import (GammaRegressor, LogisticRegression, PoissonRegressor, Ridge,
                                  SGDClassifier, TweedieRegressor)
from sklearn.model_selection import (GridSearchCV, HalvingGridSearchCV, RandomizedSearchCV,
                                     ShuffleSplit, StratifiedKFold, TimeSeriesSplit)
from sklearn.multiclass import OneVsOneClassifier
from sklearn.multioutput import ClassifierChain
from sklearn.naive_bayes import GaussianNB
from sklearn.neighbors import BallTree, KDTree, KNeighborsClassifier
from sklearn.pipeline import Pipeline, make_pipeline, make_union
from sklearn.preprocessing import FunctionTransformer, OneHotEncoder, StandardScaler
from sklearn.svm import SVC, LinearSVC
from sklearn.tree import DecisionTreeClassifier

ROWS = 40


def rows():
    rng = np.random.RandomState(1)
    return np.abs(rng.normal(size=(ROWS, 4))) + np.arange(ROWS)[:, None] % 2


def classes():
    return np.arange(ROWS) % 2


def fit(estimator):
    return estimator.fit(rows(), classes())


def fits(kind, values, **options):
    """One fitted estimator for each value of its `loss`."""
    return lambda: [fit(kind(loss=value, **options)) for value in values.split()]


def text():
    words = ["good film", "bad film", "great acting", "poor acting"] * 4
    reader = TfidfVectorizer(ngram_range=(1, 2), stop_words="english")
    return make_pipeline(reader, SGDClassifier(loss="log_loss",
                                               random_state=1)).fit(words, [1, 0] * 8)


def columns():
    frame = pandas.DataFrame({"age": [20, 30, None, 50] * 5, "city": ["a", "b", "a", None] * 5})
    numbers = Pipeline([("fill", SimpleImputer()), ("scale", StandardScaler())])
    names = Pipeline([("fill", SimpleImputer(strategy="most_frequent")),
                      ("encode", OneHotEncoder(handle_unknown="ignore"))])
    parts = ColumnTransformer([("numbers", numbers, ["age"]), ("names", names, ["city"])])
    forest = RandomForestClassifier(3, random_state=1)
    return Pipeline([("columns", parts), ("fit", forest)]).fit(frame, [0, 1] * 10)


def function(func):
    return lambda: fit(make_pipeline(FunctionTransformer(func), LogisticRegression()))


def searched(search, **options):
    grid = {"C": [0.1, 1.0], "kernel": ["linear", "rbf"]}
    return lambda: fit(search(SVC(), grid, cv=2, **options))


def drawn():
    return fit(RandomizedSearchCV(SVC(), {"C": scipy.stats.uniform(0.1, 2)}, n_iter=2, cv=2))


def scored():
    steps = make_pipeline(StandardScaler(), PCA(2), SVC())
    return fit(GridSearchCV(steps, {"svc__C": [1, 2]}, cv=2,
                            scoring=metrics.make_scorer(metrics.f1_score)))


def kernels():
    return fit(GaussianProcessClassifier(RBF() + WhiteKernel() * Matern()))


def regressors():
    kinds = (PoissonRegressor, GammaRegressor, TweedieRegressor)
    return [kind().fit(rows(), rows()[:, 0]) for kind in kinds]


TABLE = {
    "text": text,
    "columns": columns,
    "column-selector": lambda: make_column_transformer(
        (StandardScaler(), make_column_selector(dtype_include=np.number))),
    "log": function(np.log1p),
    "square": function(np.square),
    "identity": function(None),
    "grid": searched(GridSearchCV),
    "grid-scored": searched(GridSearchCV, scoring=["accuracy", "f1"], refit="f1"),
    "halving": searched(HalvingGridSearchCV),
    "random-search": drawn,
    "pipeline-grid": scored,
    "union": lambda: fit(make_union(PCA(2), SelectKBest(k=2))),
    "select-mutual": lambda: fit(SelectKBest(mutual_info_classif, k=2)),
    "calibrated": lambda: fit(CalibratedClassifierCV(LinearSVC(random_state=1), cv=2)),
    "kernels": kernels,
    "chain": lambda: ClassifierChain(DecisionTreeClassifier()).fit(rows(),
                                                                   np.eye(ROWS, 2, dtype=int)),
    "one-vs-one": lambda: fit(OneVsOneClassifier(SVC())),
    "target": lambda: fit(TransformedTargetRegressor(Ridge(), func=np.log1p,
                                                     inverse_func=np.expm1)),
    "stack": lambda: fit(StackingClassifier([("svc", SVC()), ("nb", GaussianNB())], cv=2)),
    "bagged": lambda: fit(BaggingClassifier(KNeighborsClassifier(), 3,
                                            random_state=np.random.RandomState(3))),
    "sparse": lambda: SGDClassifier(penalty="l1").fit(sparse.csr_matrix(rows()),
                                                      classes()).sparsify(),
    "metric-cosine": lambda: fit(KNeighborsClassifier(metric="cosine")),
    "metric-minkowski": lambda: fit(KNeighborsClassifier(metric="minkowski", p=3)),
    "metric-haversine": lambda: BallTree(rows()[:, :2], metric="haversine"),
    "kd-tree": lambda: KDTree(rows()),
    "distance": lambda: metrics.DistanceMetric.get_metric("euclidean"),
    "unfitted": lambda: [SVC(), GradientBoostingRegressor(), DummyClassifier()],
    "bunch": datasets.load_iris,
    "scorers": lambda: [metrics.get_scorer(name) for name in ("accuracy", "roc_auc", "r2")],
    "splitters": lambda: [StratifiedKFold(3), ShuffleSplit(random_state=2), TimeSeriesSplit()],
    "hasher": HashingVectorizer,
    "tokens": lambda: CountVectorizer(tokenizer=str.split, lowercase=False).fit(["a b"]),
    "list": lambda: {"models": [fit(DecisionTreeClassifier()), fit(GaussianNB())],
                     "scores": np.arange(2.), "names": ("a", "b")},
    "boosting-losses": fits(GradientBoostingRegressor, "squared_error huber quantile",
                            n_estimators=2),
    "histogram-losses": fits(HistGradientBoostingRegressor, "squared_error poisson absolute_error",
                             max_iter=2),
    "sgd-losses": fits(SGDClassifier, "hinge log_loss modified_huber squared_hinge perceptron"),
    "regressors": regressors,
}
