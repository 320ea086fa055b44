"""Libraries that build on the large ones, as far as they are installed."""
import importlib.util

import numpy as np

from kit import pickled

X = np.column_stack([np.ones(30), np.linspace(0, 1, 30), np.linspace(0, 1, 30) ** 2])
Y = X @ [1., 2., 3.] + np.sin(np.arange(30))


def of(module):
    return importlib.import_module(module)


def frame():
    return of("pandas").DataFrame({"x": X[:, 1], "y": Y, "g": list("ab") * 15})


def graph():
    made = of("networkx").karate_club_graph()
    made.add_edge("a", "b", weight=0.5)
    return made


def dataset():
    values = ("t", "x"), np.arange(6.).reshape(2, 3), {"unit": "K"}
    return of("xarray").Dataset({"v": values}, {"t": [1, 2], "x": list("abc")})


STATSMODELS = {
    "ols": lambda: of("statsmodels.api").OLS(Y, X).fit(),
    "glm": lambda: of("statsmodels.api").GLM(Y, X).fit(),
    "logit": lambda: of("statsmodels.api").Logit(np.arange(30) % 2, X[:, :2]).fit(disp=0),
    "formula": lambda: of("statsmodels.formula.api").ols("y ~ x + C(g)", frame()).fit(),
    "arima": lambda: of("statsmodels.tsa.arima.model").ARIMA(Y, order=(1, 0, 0)).fit(),
    "smoothing": lambda: of("statsmodels.tsa.api").SimpleExpSmoothing(Y).fit(),
}
NETWORKX = {
    "graph": graph,
    "directed": lambda: of("networkx").DiGraph(graph()),
    "multi": lambda: of("networkx").MultiDiGraph([(1, 2), (1, 2)]),
    "view": lambda: graph().subgraph([1, 2, 3]),
}
XARRAY = {
    "dataset": dataset,
    "array": lambda: dataset()["v"],
    "variable": lambda: dataset()["v"].variable,
    "selected": lambda: dataset().isel(t=0).mean(),
}
SKIMAGE = {
    "transforms": lambda: [of("skimage.transform").AffineTransform(scale=2),
                           of("skimage.transform").PolynomialTransform(np.ones((2, 6)))],
    "models": lambda: of("skimage.measure").CircleModel(),
}
TORCHVISION = {
    "transforms": lambda: of("torchvision.transforms").Compose(
        [of("torchvision.transforms").Resize(8), of("torchvision.transforms").ToTensor(),
         of("torchvision.transforms").Normalize([0.5], [0.5])]),
    "block": lambda: of("torchvision.models.resnet").BasicBlock(4, 4),
    "mobile": lambda: of("torchvision.models").shufflenet_v2_x0_5(num_classes=3),
    "squeeze": lambda: of("torchvision.models").squeezenet1_1(num_classes=2).features[:4],
}
SYMPY = {
    "expression": lambda: of("sympy").sympify("sin(x)**2 + y/3"),
    "matrix": lambda: of("sympy").Matrix([[1, of("sympy").Symbol("x")], [of("sympy").pi, 2]]),
}
DATEUTIL = {
    "zones": lambda: [of("dateutil.tz").tzutc(), of("dateutil.tz").tzoffset("A", 3600)],
    "delta": lambda: of("dateutil.relativedelta").relativedelta(months=2, weekday=1),
    "rule": lambda: of("dateutil.rrule").rrule(3, count=4).__dict__.copy(),
}
TABLES = {"statsmodels": STATSMODELS, "networkx": NETWORKX, "xarray": XARRAY, "skimage": SKIMAGE,
          "torchvision": TORCHVISION, "sympy": SYMPY, "dateutil": DATEUTIL}


def models():
    for library, table in TABLES.items():
        if importlib.util.find_spec(library):
            yield from pickled(library, table, protocols=[2, 4, 5])
