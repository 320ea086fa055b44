"""Pairs of versions that are nearly equal, in the spellings of each ecosystem, and some that are none."""
import re


def number(r):
    x = r.random()
    if x < 0.55:
        return str(int(r.random() * 4))
    if x < 0.8:
        return str(int(r.random() * 120))
    if x < 0.9:
        return "0" * (1 + int(r.random() * 2)) + str(int(r.random() * 12))
    return str(int(r.random() * 10 ** (3 + int(r.random() * 11))))


def plain_number(r):
    """Without needless zeros and within what JavaScript holds."""
    return str(int(number(r)))


def numbers(r, most, joint=".", of=number):
    return joint.join(of(r) for _ in range(1 + int(r.random() * most)))


def maybe(r, share, text):
    return text() if r.random() < share else ""


def cased(r, word):
    x = r.random()
    return word if x < 0.8 else word.upper() if x < 0.9 else word.capitalize()


# -- Python

PRE = ("a", "b", "rc", "c", "alpha", "beta", "pre", "preview")
POST = ("post", "rev", "r")


def phase(r, words):
    joints = ("", ".", "-", "_")
    return r.choice(joints[:1] * 4 + joints) + cased(r, r.choice(words)) + r.choice(joints[:1] * 6 + joints) + \
        maybe(r, 0.8, lambda: number(r))


def pep440(r):
    return maybe(r, 0.05, lambda: "v") + maybe(r, 0.08, lambda: number(r) + "!") + numbers(r, 4) + \
        maybe(r, 0.35, lambda: phase(r, PRE)) + \
        maybe(r, 0.25, lambda: "-" + number(r) if r.random() < 0.2 else phase(r, POST)) + \
        maybe(r, 0.25, lambda: phase(r, ("dev",))) + \
        maybe(r, 0.2, lambda: "+" + r.choice(".-_").join(
            r.choice((number(r), "ubuntu", "A", "a" + number(r))) for _ in range(1 + int(r.random() * 3)))) + \
        maybe(r, 0.02, lambda: " ")


def plain_pep440(r):
    """In the normal form: what ~= takes apart by its letters."""
    return numbers(r, 4, of=plain_number) + \
        maybe(r, 0.2, lambda: r.choice(("a", "b", "rc")) + plain_number(r)) + \
        maybe(r, 0.2, lambda: ".post" + plain_number(r)) + maybe(r, 0.2, lambda: ".dev" + plain_number(r))


def clause(r, version):
    operator = r.choice(("~=", "==", "!=", "<=", ">=", "<", ">", "==="))
    base = version if r.random() < 0.4 and operator != "~=" else plain_pep440(r)
    if operator in ("==", "!=") and r.random() < 0.5:
        base = numbers(r, 3) + ".*"
    return maybe(r, 0.1, lambda: " ") + operator + maybe(r, 0.3, lambda: " ") + base


def specifier(r):
    version = pep440(r) if r.random() < 0.5 else plain_pep440(r)
    text = ",".join(clause(r, version) for _ in range(1 + int(r.random() * 2.5)))
    version = near(r, version, PYTHON_BYTES, 0.5)
    if "*" in text or "~=" in text:  # packaging 23 takes a release with an epoch for none there, 24 does not
        version = version.rpartition("!")[2]
    return text, version


# -- npm

def identifiers(r):
    words = ("alpha", "beta", "rc", "x", "X-1", "-", "a1", "0a")
    return ".".join(plain_number(r) if r.random() < 0.5 else r.choice(words) for _ in range(1 + int(r.random() * 3)))


def semver(r):
    return maybe(r, 0.1, lambda: "v") + ".".join(plain_number(r) for _ in range(3)) + \
        maybe(r, 0.4, lambda: "-" + identifiers(r)) + maybe(r, 0.15, lambda: "+" + identifiers(r))


def partial(r):
    parts = [plain_number(r) if r.random() < 0.85 else r.choice("xX*") for _ in range(1 + int(r.random() * 3))]
    text = ".".join(parts)
    return maybe(r, 0.05, lambda: "v") + text + (maybe(r, 0.3, lambda: "-" + identifiers(r)) if len(parts) == 3 else "")


def bound(r, version):
    operator = r.choice(("", "", "=", "<", ">", "<=", ">=", "~", "~>", "^", "^"))
    return operator + maybe(r, 0.15, lambda: " ") + (version if r.random() < 0.25 else partial(r))


def bounds(r, version):
    if r.random() < 0.15:
        return partial(r) + " - " + partial(r)
    return " ".join(bound(r, version) for _ in range(int(r.random() * 2.9)))


def npm_range(r):
    version = semver(r)
    text = r.choice(("||", " || ")).join(bounds(r, version) for _ in range(1 + int(r.random() * 1.8)))
    return broken_range(r, text), near(r, version, NPM_BYTES, 0.5)


def broken_range(r, text):
    """Now and then. node-semver drops "+", "*" and a second "v" from what is no range, so that it becomes one; that
    is not asked for."""
    changed = near(r, text.replace("*", "x"), "0123456789abx.-v<>=^~| ", 1)
    return changed if r.random() < 0.1 and "v v" not in changed else text


# -- Debian, RPM, RubyGems

def debian(r):
    def part():
        return "".join(r.choice((number(r), r.choice(("~", "+", ".", ".", "~rc", "+deb", "a", "Z", "ubuntu"))))
                       for _ in range(1 + int(r.random() * 4)))
    return maybe(r, 0.2, lambda: number(r) + ":") + number(r) + part() + \
        maybe(r, 0.1, lambda: "-" + part()) + maybe(r, 0.6, lambda: "-" + number(r) + maybe(r, 0.4, part))


def rpm(r):
    words = ("rc", "a", "git", "el", "fc", "B")
    return maybe(r, 0.2, lambda: number(r) + ":") + number(r) + \
        "".join(r.choice((".", ".", ".", "~", "^", "+", "_", "")) + (number(r) if r.random() < 0.7 else r.choice(words))
                for _ in range(int(r.random() * 5))) + \
        maybe(r, 0.6, lambda: "-" + number(r) + r.choice(("", ".el7", ".fc38", ".el8_2.1", ".a")))


def gem(r):
    words = ("a", "b", "rc", "pre", "beta", "B")
    return ".".join([number(r)] + [number(r) if r.random() < 0.7 else r.choice(words) + maybe(r, 0.4, lambda: number(r))
                                   for _ in range(int(r.random() * 5))]) + \
        maybe(r, 0.1, lambda: "-" + r.choice(words) + maybe(r, 0.4, lambda: "." + number(r)))


# -- pairs

PYTHON_BYTES = "0123456789abcdeprv.-_+!*"
NPM_BYTES = "0123456789abx.-+v"
DEBIAN_BYTES = "0123456789aZ.~+-: "
RPM_BYTES = "0123456789aB.~^-_+:"
GEM_BYTES = "0123456789ab.-"


def near(r, text, alphabet, share=0.9):
    """The text with one or two bytes inserted, dropped, doubled or changed; often it is still a version."""
    if r.random() >= share:
        return text
    for _ in range(1 + (r.random() < 0.3)):
        at = int(r.random() * (len(text) + 1))
        x = r.random()
        if x < 0.4:
            text = text[:at] + r.choice(alphabet) + text[at:]
        elif x < 0.7:
            text = text[:at] + text[at + 1:]
        elif x < 0.85:
            text = text[:at] + r.choice(alphabet) + text[at + 1:]
        else:
            text = text[:at] + text[max(0, at - 2):]
    return text


def pair_of(make, alphabet):
    def pair(r):
        first = make(r)
        if r.random() < 0.05:
            first = near(r, first, alphabet)
        return first, (near(r, first, alphabet) if r.random() < 0.6 else make(r))
    return pair


# librpm reads a text without any version, which no package has.
NO_VERSION = re.compile(r"(\d*:)?(-[^-]*)?")


def rpm_pair(r):
    while True:
        pair = pair_of(rpm, RPM_BYTES)(r)
        if not any(map(NO_VERSION.fullmatch, pair)):
            return pair


PAIRS = {
    "pep440": pair_of(pep440, PYTHON_BYTES),
    "specifier": specifier,
    "npm": pair_of(semver, NPM_BYTES),
    "npm-range": npm_range,
    "debian": pair_of(debian, DEBIAN_BYTES),
    "rpm": rpm_pair,
    "gem": pair_of(gem, GEM_BYTES),
}
