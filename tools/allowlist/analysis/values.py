"""What an expression may be, as far as the source tells. A value is a tuple whose first word is its kind.

entity   ("entity", Func | Class)        a function or class written in Python
module   ("module", name)                a module with source
outside  ("outside", dotted name)        a builtin, or a name of a module without source
instance ("instance", Class, own)        an object of that class; own = the pickle chose its state
method   ("method", value, Func)         a bound method
super    ("super", value, Class)         super() of an instance, looking past Class
constant ("constant", object)            a literal
plain    ("plain", type name)            data of a builtin type that the code itself made
many     ("many", frozenset)             a container literal whose items are known
part     ("part", value, name)           attribute `name` of a value that the pickle chose or of plain data
given    ("given", parameter name)       a parameter of the function under analysis
hostile  ("hostile",)                    something reachable from what the pickle gave
unknown  ("unknown", why)
"""

HOSTILE = frozenset([("hostile",)])
NOTHING = frozenset([("constant", None)])
LIMIT = 24


def one(*value):
    return frozenset([value])


def unknown(why):
    return frozenset([("unknown", why)])


def plain(name):
    return frozenset([("plain", name)])


def join(*sets):
    """The union, cut to hostile-and-unknown when it grows beyond use."""
    united = frozenset().union(*sets)
    if len(united) > LIMIT:
        kept = frozenset(v for v in united if v[0] in ("entity", "outside", "method"))
        return (kept if len(kept) <= 4 * LIMIT else frozenset()) | HOSTILE | unknown("too many values")
    return united
