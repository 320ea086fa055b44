"""SciPy: sparse matrices, interpolators, distributions, results."""
import numpy as np
from scipy import integrate, interpolate, optimize, signal, sparse, spatial, stats

from kit import Model, pickled, rotated

X = np.linspace(0, 3, 12)
Y = np.sin(X)
POINTS = np.random.default_rng(2).random((20, 2))
DISTRIBUTIONS = """
    norm uniform expon gamma beta lognorm t chi2 weibull_min pareto cauchy poisson binom randint
    geom nbinom bernoulli multivariate_normal dirichlet wishart
""".split()
SHAPE = {"gamma": (2,), "beta": (2, 3), "lognorm": (.5,), "t": (4,), "chi2": (3,),
         "weibull_min": (1.5,), "pareto": (2,),
         "poisson": (3,), "binom": (5, .3), "randint": (1, 7), "geom": (.2,), "nbinom": (3, .4),
         "bernoulli": (.5,),
         "multivariate_normal": ([0, 0],), "dirichlet": ([1, 2],), "wishart": (3, np.eye(2))}


def matrix(kind):
    return lambda: getattr(sparse, kind + "_matrix")(np.eye(6) + np.eye(6, k=2))


def frozen(name):
    return lambda: getattr(stats, name)(*SHAPE.get(name, ()))


SPARSE = {"sparse-" + kind: matrix(kind) for kind in "csr csc coo lil dok dia bsr".split()}
FROZEN = {"frozen-" + name: frozen(name) for name in DISTRIBUTIONS}
OTHER = {
    "csr-array": lambda: sparse.csr_array(np.eye(3)),
    "empty-sparse": lambda: sparse.csr_matrix((0, 4)),
    "distributions": lambda: [stats.norm, stats.poisson, stats.gamma],
    "histogram": lambda: stats.rv_histogram(np.histogram(Y, bins=4)),
    "discrete": lambda: stats.rv_discrete(values=([1, 2], [.5, .5])),
    "kde": lambda: stats.gaussian_kde(POINTS.T),
    "test-results": lambda: [stats.ttest_ind(X, Y), stats.ks_2samp(X, Y), stats.linregress(X, Y),
                             stats.describe(X),
                             stats.spearmanr(X, Y)],
    "sobol": lambda: stats.qmc.Sobol(2, seed=1),
    "interp1d": lambda: interpolate.interp1d(X, Y, kind="cubic", fill_value="extrapolate"),
    "interp1d-linear": lambda: interpolate.interp1d(X, Y),
    "spline": lambda: interpolate.UnivariateSpline(X, Y),
    "cubic": lambda: interpolate.CubicSpline(X, Y),
    "pchip": lambda: [interpolate.PchipInterpolator(X, Y), interpolate.Akima1DInterpolator(X, Y)],
    "bspline": lambda: interpolate.make_interp_spline(X, Y),
    "rbf": lambda: interpolate.RBFInterpolator(POINTS, POINTS[:, 0]),
    "grid": lambda: interpolate.RegularGridInterpolator((X, X), np.outer(Y, Y)),
    "bivariate": lambda: interpolate.RectBivariateSpline(X, X, np.outer(Y, Y)),
    "nearest": lambda: interpolate.NearestNDInterpolator(POINTS, POINTS[:, 0]),
    "linear": lambda: interpolate.LinearNDInterpolator(POINTS, POINTS[:, 0]),
    "piecewise": lambda: interpolate.PPoly(np.ones((2, 3)), [0, 1, 2, 3]),
    "tree": lambda: [spatial.cKDTree(POINTS), spatial.KDTree(POINTS)],
    "rotation": lambda: spatial.transform.Rotation.from_euler("z", 90, degrees=True),
    "slerp": lambda: spatial.transform.Slerp([0, 1],
                                             spatial.transform.Rotation.random(2, random_state=1)),
    "minimum": lambda: optimize.minimize(optimize.rosen, [0, 0]),
    "root": lambda: optimize.root_scalar(np.cos, bracket=[1, 2]),
    "least-squares": lambda: optimize.least_squares(np.cos, [1.]),
    "bounds": lambda: [optimize.Bounds([0], [1]), optimize.LinearConstraint(np.eye(2), 0, 1)],
    "system": lambda: [signal.lti([1], [1, 2]), signal.dlti([1], [1, .5]),
                       signal.StateSpace(1, 1, 1, 1)],
    "operator": lambda: sparse.linalg.aslinearoperator(np.eye(3)),
    "procrustes": lambda: spatial.procrustes(POINTS[:5], POINTS[5:10]),
}


def npz(name, make, compressed):
    return Model("scipy", "npz", name + ".npz",
                 lambda path: sparse.save_npz(path, make(), compressed))


def models():
    for name, make in SPARSE.items():
        if name not in ("sparse-lil", "sparse-dok"):
            yield npz(name, make, True)
            yield npz(name + "-stored", make, False)
    yield from pickled("scipy", SPARSE, protocols=[0, 2, 4, 5])
    yield from rotated("scipy", FROZEN)
    yield from pickled("scipy", OTHER, protocols=[2, 3, 5])
