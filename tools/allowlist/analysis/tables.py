"""What is known of code without source, and where the analysis stops. The data is in effects.tsv."""

import os

HERE = os.path.dirname(os.path.abspath(__file__))

# Builtins whose effect depends on their arguments; the words are handlers in walker.py.
BUILTINS = {
    "getattr": "getattr", "setattr": "setattr", "__import__": "import", "importlib.import_module": "import",
    "super": "super", "type": "type", "globals": "namespace", "vars": "namespace", "locals": "namespace",
    "open": "open", "io.open": "open", "map": "map", "filter": "map", "sorted": "key", "min": "key", "max": "key",
    "iter": "iter", "list": "same", "tuple": "same", "set": "same", "frozenset": "same", "reversed": "same",
    "functools.partial": "partial", "typing._SpecialGenericAlias": "partial", "typing._TupleType": "partial",
     "torch._C._add_docstr": "partial", "collections.namedtuple": "namedtuple",
    "scipy._lib._bunch._make_tuple_bunch": "namedtuple",
}

# Methods that a hook may call on whatever the pickle gave: those of plain data and arrays. Each class in the list is
# held to it: its own methods of these names must reach no sink either.
DATA_METHODS = set("""
    get pop items keys values update copy setdefault clear append extend insert remove add discard union intersection difference popitem
    startswith endswith split rsplit strip rstrip lstrip lower upper encode decode format index find rfind count join partition
    rpartition isdigit isidentifier title splitlines zfill ljust rjust
    astype view reshape ravel flatten all any sum min max mean item tolist tobytes fill transpose squeeze nonzero sort argsort take
    set_params get_params __new__ is_integer as_integer_ratio bit_length total_seconds utcoffset toordinal timetuple
    dim size numel type stride is_contiguous contiguous detach clone cpu to requires_grad_ is_floating_point element_size
    swapaxes asformat toarray tocsr tocsc tocoo todense to_numpy to_ss to_tf to_zpk scatter_ data_ptr indices is_shared asfptype getnnz
    group groups groupdict span match search setflags newbyteorder isoformat issubset
""".split())

# Decorators that leave the function as it is.
PASSING_DECORATORS = set("""
    staticmethod classmethod property abstractmethod abstractproperty setter getter deleter wraps lru_cache cache contextmanager
    overload no_type_check final cached_property cache_readonly total_ordering dataclass unique export ignore unused
    set_module runtime_checkable doc Appender Substitution deprecate_kwarg validate_params array_function_dispatch array_function_from_dispatcher
""".split())


# Modules that are one module under several names.
TWINS = {"ntpath": "posixpath", "nt": "os", "posix": "os", "_io": "io", "_datetime": "datetime", "_decimal": "decimal",
         "_collections": "collections", "_functools": "functools", "_operator": "operator", "_weakref": "weakref",
         "_bisect": "bisect", "_heapq": "heapq", "_pickle": "pickle", "_struct": "struct", "_codecs": "codecs"}


class Tables:
    """Exact names and `prefix.*` rows, the longest match first."""

    def __init__(self, *paths):
        self.exact, self.prefixes, self.starts, self.bases = {}, {}, {}, set()
        for path in paths or (os.path.join(os.path.dirname(HERE), "effects.tsv"),):
            self.read(path)

    def read(self, path):
        with open(path, encoding="utf-8") as file:
            for line in file:
                if line.startswith("#") or not line.strip():
                    continue
                names, effect = line.rstrip("\n").split("\t")
                for name in names.split():
                    self.add(name, effect)

    def add(self, name, effect):
        if effect == "base":
            self.bases.add(name)
        elif name.endswith(".*"):
            self.prefixes[name[:-2]] = effect
        elif name.endswith("*"):
            self.starts[name[:-1]] = effect
        else:
            self.exact[name] = effect

    def effect(self, dotted):
        """The effect of calling the name, or None when nothing is known."""
        head, dot, rest = dotted.partition(".")
        dotted = (TWINS.get(head, head) + dot + rest).replace("torch._C._C.", "torch._C.")
        if dotted in self.exact:
            return self.none(self.exact[dotted])
        for start, effect in self.starts.items():
            if dotted.startswith(start):
                return self.none(effect)
        prefix = dotted
        while prefix:
            prefix = prefix.rpartition(".")[0]
            if prefix in self.prefixes:
                return self.none(self.prefixes[prefix])
        return None

    def reviewed(self, dotted):
        """The effect that a row gives to this very name."""
        return self.none(self.exact.get(dotted))

    @staticmethod
    def none(effect):
        return None if effect == "source" else effect

    def safe_base(self, name):
        """Whether objects of this base class without source have harmless hooks."""
        return name.replace("torch._C._C.", "torch._C.") in self.bases
