"""Some of each library's data, for the picklers that are drop-in replacements."""
from writers import composed, from_numpy, from_pandas, from_plain

TABLE = {"plain-" + name: make for name, make in from_plain.DATA.items() if name != "types"}
TABLE |= {"plain-" + name: from_plain.MORE[name] for name in
          ("zones", "arrays", "checkpoint", "simple-namespace", "tuples", "partial",
           "mapping-keys")}
TABLE |= {"numpy-" + name: make for name, make in from_numpy.SHAPES.items()}
TABLE |= {"numpy-" + name: from_numpy.VALUES[name] for name in ("scalars", "dtypes", "masked",
                                                                "generator", "dict", "ufuncs")}
TABLE |= {"pandas-" + name: make for name, make in from_pandas.OBJECTS.items()}
TABLE |= {"sklearn-" + name: composed.TABLE[name] for name in
          ("text", "columns", "grid", "kernels", "stack", "list", "chain", "bagged", "sgd-losses")}
