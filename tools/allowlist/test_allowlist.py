#!/usr/bin/python3
"""Small made-up libraries, each with one way to hide a sink or one harmless thing, and the letters they must get."""

import os
import sys
import tempfile
import textwrap
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from analysis.graph import Analysis  # noqa: E402
from analysis.letters import Judge  # noqa: E402
from analysis.source import Class, Universe  # noqa: E402


def letters(name, **modules):
    """The letters and the dangerous operations of `lib.NAME` in a library of the given modules."""
    with tempfile.TemporaryDirectory() as folder:
        for module, source in modules.items():
            path = os.path.join(folder, module.replace("__", "/") + ".py")
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "w", encoding="utf-8") as file:
                file.write(textwrap.dedent(source))
        analysis = Analysis(Universe([folder]))
        judge = Judge(analysis)
        thing = [v[1] for v in analysis.names.member("lib", name) if v[0] == "entity"][0]
        judge.collect_reducers([thing] if isinstance(thing, Class) else [])
        if not isinstance(thing, Class):
            judge.reducers[thing] = False
        analysis.settle(judge.roots(thing))
        if isinstance(thing, Class):
            return judge.class_letters(thing)[:2]
        return judge.function_letters(thing)[0], ""


class Harmless(unittest.TestCase):
    """What must be allowed."""

    def check(self, expected, name, **modules):
        self.assertEqual(letters(name, **modules), (expected, ""))

    def test_plain_class(self):
        self.check("inb", "A", lib="class A:\n    def __init__(self, x=1):\n        self.x = x\n")

    def test_dict_like(self):
        self.check("inbs", "A", lib="""
            class A(dict):
                def __setitem__(self, key, value):
                    super().__setitem__(str(key), value)
            """)

    def test_setstate_that_updates(self):
        self.check("inb", "A", lib="""
            import warnings
            class A:
                def __setstate__(self, state):
                    version = state.pop("version", None)
                    if version != 1:
                        warnings.warn("other version")
                    self.__dict__.update(state)
            """)

    def test_pure_reducer(self):
        self.check("id", "make", lib="def make(cls, *args):\n    return cls.__new__(cls, *args)\n")

    def test_enum(self):
        self.check("idn", "E", lib="import enum\nclass E(enum.Enum):\n    A = 1\n", enum="class Enum:\n    pass\n")

    def test_class_named_by_its_reduce(self):
        self.check("idnb", "A", lib="""
            class A:
                def __init__(self, x):
                    self.x = x
                def __reduce__(self):
                    return self.__class__, (self.x,)
            """)

    def test_known_attribute_name(self):
        self.check("inb", "A", lib="""
            class A:
                def __getattr__(self, name):
                    if name == "shell":
                        return self.hook()
                    raise AttributeError(name)
            """)

    def test_import_by_literal(self):
        self.check("id", "f", lib="""
            def load(name):
                return __import__(name)
            def f():
                return load("json")
            """)

    def test_callback_that_is_known(self):
        self.check("id", "f", lib="""
            def apply(function, values):
                return [function(v) for v in values]
            def f(values):
                return apply(int, values)
            """)


class Hidden(unittest.TestCase):
    """Ways to a sink that must be seen."""

    def refuse(self, operation, name, **modules):
        """The letter of the operation must be missing."""
        got, _ = letters(name, **modules)
        self.assertNotIn(operation, got)

    def refuse_build(self, body, head="import os", extra=""):
        source = textwrap.dedent(head) + "\nclass A:\n    def __setstate__(self, state):\n"
        source += textwrap.indent(textwrap.dedent(body), " " * 8) + "\n" + textwrap.dedent(extra)
        self.refuse("b", "A", lib=source)

    def test_unknown_attribute_name(self):
        self.refuse("b", "A", lib="""
            class A:
                def __getattr__(self, name):
                    if name != "shell":
                        return self.hook()
            """)

    def test_direct(self):
        self.refuse_build("os.system(state)")

    def test_is_marked_dangerous(self):
        _, dangerous = letters("A", lib="class A:\n    def __setstate__(self, state):\n        exec(state)\n")
        self.assertEqual(dangerous, "B")

    def test_import_as(self):
        self.refuse_build("o.system(state)", "import os as o")

    def test_from_import_as(self):
        self.refuse_build("run(state)", "from os import system as run")

    def test_alias_at_module_level(self):
        self.refuse_build("run(state)", "import os\nrun = os.system")

    def test_alias_in_function(self):
        self.refuse_build("f = os.system\nf(state)")

    def test_alias_in_container(self):
        self.refuse_build("{'a': os.system}['a'](state)")

    def test_dispatch_table(self):
        self.refuse_build("TABLE[state](state)", "import os\nTABLE = {'a': len, 'b': os.system}")

    def test_getattr_with_constant(self):
        self.refuse_build("getattr(os, 'sys' 'tem')(state)")

    def test_getattr_by_data(self):
        self.refuse_build("getattr(os, state)('true')")

    def test_globals(self):
        self.refuse_build("globals()[state]('true')")

    def test_builtins_through_import(self):
        self.refuse_build("__import__('os').system(state)", "")

    def test_import_by_data(self):
        self.refuse_build("__import__(state)", "")

    def test_importlib(self):
        self.refuse_build("importlib.import_module(state)", "import importlib")

    def test_lazy_import(self):
        self.refuse_build("import subprocess\nsubprocess.run(state)", "")

    def test_helper_in_other_module(self):
        self.refuse("b", "A", lib="""
            from lib2.deep import helper
            class A:
                def __setstate__(self, state):
                    helper(state)
            """, lib2____init__="", lib2__deep="import os\ndef helper(x):\n    os.system(x)\n")

    def test_star_import(self):
        self.refuse("b", "A", lib="""
            from other import *
            class A:
                def __setstate__(self, state):
                    helper(state)
            """, other="import os\ndef helper(x):\n    os.system(x)\n")

    def test_module_getattr(self):
        self.refuse("b", "A", lib="""
            import other
            class A:
                def __setstate__(self, state):
                    other.anything(state)
            """, other="def __getattr__(name):\n    return print\n")

    def test_inherited_setstate(self):
        self.refuse("b", "A", lib="""
            from other import Base
            class A(Base):
                pass
            """, other="import os\nclass Base:\n    def __setstate__(self, state):\n        os.system(state)\n")

    def test_setstate_assigned(self):
        self.refuse("b", "A", lib="import os\ndef f(self, state):\n    os.system(state)\nclass A:\n    __setstate__ = f\n")

    def test_super_call(self):
        self.refuse("b", "A", lib="""
            import os
            class Base:
                def __setstate__(self, state):
                    os.system(state)
            class A(Base):
                def __setstate__(self, state):
                    super().__setstate__(state)
            """)

    def test_method_of_self(self):
        self.refuse("b", "A", lib="""
            import os
            class A:
                def __setstate__(self, state):
                    self.run(state)
                def run(self, x):
                    os.system(x)
            """)

    def test_property_of_self(self):
        self.refuse("b", "A", lib="""
            import os
            class A:
                @property
                def run(self):
                    return os.system("true")
                def __setstate__(self, state):
                    self.run
            """)

    def test_property_setter(self):
        self.refuse("b", "A", lib="""
            import os
            class A:
                @property
                def run(self):
                    return 1
                @run.setter
                def run(self, value):
                    os.system(value)
            """)

    def test_property_call(self):
        self.refuse("b", "A", lib="""
            import os
            class A:
                def put(self, value):
                    os.system(value)
                run = property(None, put)
            """)

    def test_descriptor(self):
        self.refuse("b", "A", lib="""
            import os
            class D:
                def __set__(self, holder, value):
                    os.system(value)
            class A:
                run = D()
            """)

    def test_setattr_hook(self):
        self.refuse("b", "A", lib="import os\nclass A:\n    def __setattr__(self, k, v):\n        os.system(v)\n")

    def test_setattr_of_self_by_data(self):
        self.refuse("b", "A", lib="""
            import os
            class A:
                def __setstate__(self, state):
                    for k, v in state.items():
                        setattr(self, k, v)
                def __setattr__(self, k, v):
                    os.system(v)
            """)

    def test_getattr_hook(self):
        self.refuse("b", "A", lib="import os\nclass A:\n    def __getattr__(self, name):\n        os.system(name)\n")

    def test_getattribute_hook(self):
        self.refuse("b", "A", lib="import os\nclass A:\n    def __getattribute__(self, name):\n        os.system(name)\n")

    def test_del(self):
        self.refuse("n", "A", lib="import os\nclass A:\n    def __del__(self):\n        os.system(self.command)\n")

    def test_new(self):
        self.refuse("n", "A", lib="import os\nclass A:\n    def __new__(cls, x):\n        os.system(x)\n        return object.__new__(cls)\n")

    def test_setitem_and_append(self):
        for hook in ("__setitem__(self, k, v)", "append(self, v)", "extend(self, v)", "add(self, v)"):
            self.refuse("s", "A", lib=f"import os\nclass A(dict):\n    def {hook}:\n        os.system(v)\n")

    def test_metaclass_call(self):
        self.refuse("d", "A", lib="""
            import os
            class M(type):
                def __call__(cls, *args):
                    os.system(args[0])
            class A(metaclass=M):
                def __reduce__(self):
                    return A, ()
            """)

    def test_metaclass_itself(self):
        self.assertEqual(letters("M", lib="class M(type):\n    pass\n"), ("", ""))

    def test_decorator(self):
        self.refuse("b", "A", lib="""
            import os
            def noisy(function):
                def wrapper(*args):
                    os.system(args[1])
                    return function(*args)
                return wrapper
            class A:
                @noisy
                def __setstate__(self, state):
                    self.__dict__ = state
            """)

    def test_unknown_decorator(self):
        self.refuse("b", "A", lib="""
            from elsewhere import magic
            class A:
                @magic
                def __setstate__(self, state):
                    self.__dict__ = state
            """)

    def test_callback_of_argument(self):
        self.refuse("d", "f", lib="def f(function, x):\n    return function(x)\n")

    def test_callback_of_keyword(self):
        self.refuse("d", "f", lib="def f(**kwargs):\n    return kwargs['function'](1)\n")

    def test_callback_through_helper(self):
        self.refuse("d", "f", lib="def g(h, x):\n    return h(x)\ndef f(a, x):\n    return g(a, x)\n")

    def test_callback_through_map(self):
        self.refuse("d", "f", lib="def f(function, xs):\n    return list(map(function, xs))\n")

    def test_callback_through_key(self):
        self.refuse("d", "f", lib="def f(function, xs):\n    return sorted(xs, key=function)\n")

    def test_callback_of_state(self):
        self.refuse_build("self.__dict__.update(state)\nself.hook(self)", "")

    def test_known_callback_is_a_sink(self):
        self.refuse_build("apply(os.system, state)", "import os\ndef apply(f, x):\n    return f(x)")

    def test_partial(self):
        self.refuse_build("functools.partial(os.system, state)()", "import functools, os")

    def test_lambda_default(self):
        self.refuse_build("helper(state)", "import os\ndef helper(x, run=lambda y: os.system(y)):\n    return run(x)")

    def test_lambda_in_function(self):
        self.refuse_build("run = lambda y: os.system(y)\nrun(state)")

    def test_closure(self):
        self.refuse_build("make()(state)", "import os\ndef make():\n    def inner(x):\n        os.system(x)\n    return inner")

    def test_nested_function(self):
        self.refuse_build("def inner():\n    os.system(state)\ninner()")

    def test_comprehension(self):
        self.refuse_build("[os.system(s) for s in state]")

    def test_with_statement(self):
        self.refuse_build("with Context(state):\n    pass", "import os\nclass Context:\n    def __init__(self, x):\n        self.x = x\n"
                          "    def __enter__(self):\n        os.system(self.x)\n    def __exit__(self, *a):\n        pass")

    def test_constructor_of_other_class(self):
        self.refuse_build("Other(state)", "import os\nclass Other:\n    def __init__(self, x):\n        os.system(x)")

    def test_class_method(self):
        self.refuse_build("Other.make(state)", "import os\nclass Other:\n    @classmethod\n    def make(cls, x):\n        os.system(x)")

    def test_callable_object(self):
        self.refuse_build("RUN(state)", "import os\nclass Other:\n    def __call__(self, x):\n        os.system(x)\nRUN = Other()")

    def test_conditional_definition(self):
        self.refuse_build("run(state)", "import os\ntry:\n    from fast import run\nexcept ImportError:\n    def run(x):\n        os.system(x)")

    def test_native_function(self):
        self.refuse_build("native.do(state)", "import native")

    def test_unknown_base(self):
        self.refuse("b", "A", lib="import native\nclass A(native.Base):\n    pass\n")

    def test_files_and_loads(self):
        for body in ("open(state)", "open('x', 'w')", "import pickle\npickle.loads(state)", "import marshal\nmarshal.loads(state)",
                     "import shutil\nshutil.rmtree(state)", "import socket\nsocket.create_connection(state)", "import ctypes\nctypes.CDLL(state)",
                     "eval(state)", "compile(state, '', 'exec')", "import types\ntypes.FunctionType(state, {})", "type('X', (), state)",
                     "import collections\ncollections.namedtuple('X', state)"):
            self.refuse_build(body, "")

    def test_missing_hook_of_enum(self):
        self.refuse("d", "E", enum="class Enum:\n    pass\n", lib="""
            import enum, os
            class E(enum.Enum):
                A = 1
                @classmethod
                def _missing_(cls, value):
                    os.system(value)
            """)

    def test_operator_of_held_object(self):
        self.assertEqual(letters("A", lib="import os\nclass A:\n    def __eq__(self, other):\n        os.system(other)\n")[0], "")

    def test_data_method_of_held_object(self):
        self.assertEqual(letters("A", lib="import os\nclass A:\n    def items(self):\n        os.system('true')\n")[0], "")

    def test_constructor_of_imported_class(self):
        self.assertEqual(letters("A", lib="import os\nclass A:\n    def __init__(self, x):\n        os.system(x)\n")[0], "")

    def test_dataclass_hook(self):
        self.assertEqual(letters("A", lib="import os\nclass A:\n    x: str\n    def __post_init__(self):\n        os.system(self.x)\n")[0], "")


class File(unittest.TestCase):
    """The table in data/ is what the program expects."""

    def test_rows(self):
        with open(TABLE, encoding="utf-8") as file:
            lines = file.read().splitlines()
        rows = [line.split("\t") for line in lines if not line.startswith("#")]
        names = [row[0] for row in rows]
        self.assertEqual(names, sorted(set(names), key=lambda n: n.encode()))
        for name, letters_, library, why in rows:
            self.assertRegex(name, r"^[A-Za-z_]\w*(\.\w+)+$")
            self.assertRegex(letters_, r"^i?d?n?b?s?N?B?S?$")
            self.assertTrue(letters_ and library and why)

    def test_trampolines_are_not_callable(self):
        with open(TABLE, encoding="utf-8") as file:
            rows = dict(line.split("\t")[:2] for line in file if not line.startswith("#"))
        for name in TRAMPOLINES:
            self.assertFalse(set("cdnb") & set(rows.get(name, "")), name)
        self.assertEqual(rows["numpy.memmap"], "ibN")
        self.assertIn("B", rows["scipy.stats._continuous_distns.norm_gen"])
        self.assertNotIn("b", rows["statsmodels.base.data.ModelData"])


TABLE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../data/allowlist.tsv")
TRAMPOLINES = """joblib.testing.check_subprocess_call torch.utils.collect_env.run numpy.f2py.crackfortran.myeval numpy.load numpy.fromfile
    numpy.testing._private.utils.runstring sklearn.datasets.fetch_openml torch.load torch.hub.load torch.hub.load_state_dict_from_url
    torch.jit.unsupported_tensor_ops.execWrapper torch._dynamo.guards.GuardBuilder.get torch.fx.graph_module.reduce_graph_module
    torch.fx.graph_module._forward_from_src torch.utils._config_module.load_config torch.utils.bottleneck.__main__.run_cprofile
    torch.utils.data.datapipes.utils.decoder.basichandlers torch.distributed.rpc.internal._run_function torch.serialization.load
    pandas.io.pickle.read_pickle pandas.read_pickle pandas.core.computation.eval.eval pandas.eval pandas.io.common.get_handle
    scipy.io.loadmat scipy.io.readsav scipy.LowLevelCallable
    joblib.load joblib.numpy_pickle.load joblib.externals.loky.cloudpickle_wrapper._reconstruct_wrapper joblib.memory.Memory.cache
    networkx.read_gpickle nltk.data.load nltk.internals.java gensim.utils.unpickle patsy.dmatrices xarray.open_dataset
    subprocess.Popen subprocess.run os.system builtins.exec builtins.eval builtins.open builtins.compile builtins.getattr functools.partial
    operator.attrgetter operator.methodcaller operator.itemgetter importlib.import_module runpy.run_path code.InteractiveInterpreter
    types.FunctionType types.CodeType collections.namedtuple pickle.loads marshal.loads numpy.core._ufunc_reconstruct
    numpy.vectorize.__call__ torch.nn.Module.apply logging.FileHandler logging.config.fileConfig pathlib.Path.write_text""".split()

if __name__ == "__main__":
    unittest.main()
