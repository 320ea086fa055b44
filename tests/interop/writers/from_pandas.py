"""pandas: frames, series, indexes of every type, with the compressions of to_pickle()."""
import numpy as np
import pandas as pd

from kit import Model, pickled, rotated

DAYS = pd.date_range("2024-01-01", periods=6, freq="D")


def frame():
    return pd.DataFrame({
        "float": np.linspace(0, 1, 6), "int": np.arange(6), "small": np.arange(6, dtype="i1"),
        "bool": [True, False] * 3,
        "text": list("abcabc"), "mixed": [1, "two", None, 4.0, (5,), [6]],
        "category": pd.Categorical(list("xyzxyz")),
        "when": DAYS, "zoned": DAYS.tz_localize("UTC"),
        "length": pd.to_timedelta(np.arange(6), "h"),
        "nullable": pd.array([1, None, 3, 4, 5, 6], dtype="Int64"),
        "string": pd.array(list("abcde") + [None], dtype="string"),
        "flag": pd.array([True, None] * 3, dtype="boolean"), "period": DAYS.to_period("M"),
        "interval": pd.interval_range(0, 6), "sparse": pd.arrays.SparseArray([0, 0, 1, 0, 2, 0]),
        "complex": np.arange(6) * 1j,
    })


OBJECTS = {
    "frame": frame,
    "numbers": lambda: pd.DataFrame(np.arange(12.).reshape(3, 4), columns=list("abcd"),
                                    index=list("xyz")),
    "fortran": lambda: pd.DataFrame({name: np.arange(3) for name in "abc"}),
    "empty": lambda: pd.DataFrame(),
    "empty-columns": lambda: pd.DataFrame(columns=["a", "b"]),
    "multi": lambda: pd.DataFrame({"v": range(4)},
                                  index=pd.MultiIndex.from_product([["a", "b"], [1, 2]],
                                                                   names=["k", "n"])),
    "times": lambda: pd.DataFrame({"v": range(6)}, index=DAYS),
    "zoned": lambda: pd.Series(range(6), index=DAYS.tz_localize("Europe/Berlin"), name="v"),
    "offset-zone": lambda: pd.Timestamp("2024-01-01 12:00+02:00"),
    "ordered": lambda: pd.Series(pd.Categorical(["lo", "hi"], categories=["lo", "hi"],
                                                ordered=True)),
    "attributes": lambda: frame()[["float"]].set_flags(allows_duplicate_labels=True),
    "wide": lambda: pd.DataFrame(np.zeros((3, 200), "f4")).add_prefix("c"),
    "big": lambda: pd.DataFrame(np.random.default_rng(3).random((2000, 8))),
    "views": lambda: (lambda f: {"all": f, "head": f.head(2), "column": f["float"],
                                 "back": f.iloc[::-1]})(frame()),
}
MORE = {f"column-{name}": (lambda name: lambda: frame()[name])(name) for name in frame().columns}
MORE |= {
    "indexes": lambda: [pd.RangeIndex(5), pd.Index([1, 2]), pd.Index(["a"]), pd.Index([1.5]), DAYS,
                        pd.CategoricalIndex(list("ab")),
                        pd.interval_range(0, 3), DAYS.to_period("W"), pd.to_timedelta([1, 2], "D"),
                        pd.Index([True])],
    "scalars": lambda: [pd.Timestamp("2024-01-01"), pd.Timestamp("2024-01-01", tz="UTC"),
                        pd.Timedelta("1D"), pd.NaT, pd.NA,
                        pd.Period("2024-01", "M"), pd.Interval(0, 1)],
    "offsets": lambda: [pd.offsets.Day(2), pd.offsets.MonthEnd(), pd.offsets.BusinessDay(),
                        pd.offsets.Hour(3), pd.offsets.Week(weekday=1),
                        pd.offsets.YearEnd(), pd.offsets.QuarterBegin()],
    "custom-days": lambda: pd.offsets.CustomBusinessDay(holidays=["2024-01-01"]),
    "dtypes": lambda: [pd.CategoricalDtype(["a"]), pd.Int64Dtype(), pd.StringDtype(),
                       pd.DatetimeTZDtype(tz="UTC"), pd.PeriodDtype("M"),
                       pd.IntervalDtype("int64"), pd.SparseDtype("float"), pd.BooleanDtype(),
                       pd.Float32Dtype()],
    "groups": lambda: frame().groupby("text")["float"].mean(),
    "grouped": lambda: frame().groupby("text"),
    "rolling": lambda: frame()["float"].rolling(2),
    "resampled": lambda: pd.Series(range(6), index=DAYS).resample("2D").sum(),
    "described": lambda: frame()[["float", "int"]].describe(),
    "dummies": lambda: pd.get_dummies(frame()[["text", "category"]]),
    "pivot": lambda: frame().pivot_table(index="text", columns="bool", values="int"),
    "cut": lambda: pd.cut(np.arange(6), 3),
    "features": lambda: {"columns": frame().columns, "means": frame().mean(numeric_only=True),
                         "dtypes": frame().dtypes},
    "bool-masked": lambda: pd.array([1.5, None], dtype="Float64"),
    "errors": lambda: pd.errors.EmptyDataError("nothing"),
}
COMPRESSIONS = {None: "pkl", "gzip": "pkl.gz", "bz2": "pkl.bz2", "zip": "pkl.zip", "xz": "pkl.xz",
                "tar": "pkl.tar", "zstd": "pkl.zst"}


def compressed(name, make, method, protocol):
    def write(path):
        make().to_pickle(path, compression=method, protocol=protocol)
    return Model("pandas", "pickle-" + (method or "raw"), f"{name}.{COMPRESSIONS[method]}", write)


def models():
    yield from pickled("pandas", OBJECTS)
    yield from rotated("pandas", MORE)
    for turn, method in enumerate(COMPRESSIONS):
        yield compressed("frame", frame, method, turn % 6)
        yield compressed("series", MORE["column-zoned"], method, 5)
        yield compressed("big", OBJECTS["big"], method, 4)
