"""Makes TOML documents, most of them well formed, and damages them."""
import random

WORDS = ["a", "b", "c", "d", "package", "name", "version", "0", "x-y", "_", "dépôt", "a.b", "", " ", "=", "[", '"', "\\",
         "\n", "\t", "\U0001f600", "0x1", "true", "inf"]
SCALARS = ["0", "-0", "+17", "1_000", "0xdead_BEEF", "0o7_1", "0b1_0", "1.5", "-2.0e+3", "1e5", "1_0.0_1E-0_2", "inf",
           "-inf", "nan", "+nan", "true", "false", "1979-05-27", "1979-05-27T07:32:00Z", "2000-02-29 00:00:00.123456789",
           "1979-05-27t07:32:00-07:00", "07:32:00", "07:32:00.5", "9223372036854775808", "00:00:00.000"]
FAULTY = ["01", "1__0", "_1", "1_", "1.", ".5", "1.e2", "0x", "0b2", "+0x1", "truer", "nanx", "2001-02-29", "2000-13-01",
          "1979-05-27T", "1979-05-27T25:00:00", "24:00:00", "23:59:60", "1979-05-27T07:32:00+25:00", "0000-01-01", "'a",
          '"\\q"', '"\\ud800"', '"\\U00110000"', "'\x07'", "'''a", '"a\nb"', "{a=1,}", "{a=1\n}", "[1,,2]", "[,]", "{a.b=1,a=2}",
          "{a={b=1},a.c=2}", "\x00", "", "a", "[1 2]", '""""""""', "''''a''''''", "1e_1", "1e", "+", "-", "+-1", "1 2",
          '"\\u12"', "1979-5-27", "1.0.0", "0xG", "'''\x7f'''", "'\x80'"]
SPLICES = ["\n", "\r", "\r\n", "[", "]", "[[", "]]", "{", "}", ",", "=", ".", '"', "'", '"""', "'''", "#", "\\", "\\u", " ",
           "\t", "\0", "\x7f", "é", "[a]\n", "[[a]]\n", "[a.b]\n", "a.b = 1\n", "a = 1\n", "\ufeff", "_", "+", "-", "0", "9",
           "T", ":", "e", "\\\n", "\\ \n  "]


class Maker:
    def __init__(self, seed):
        self.random = random.Random(seed)
        self.newline = "\r\n" if self.random.random() < 0.15 else "\n"

    def pick(self, *choices):
        return self.random.choice(choices)

    def some(self, least, most):
        return range(self.random.randint(least, most))

    def blank(self):
        return self.pick("", "", " ", "\t", "  ")

    def comment(self):
        return self.pick("", "", "", " # a comment: é\t[x] = 'y'", "#")

    def escaped(self, text, multiline):
        out = ""
        for c in text:
            how = self.random.random()
            if c in '"\\' or (c < " " and c != "\t") or (c == "\n" and not multiline):
                out += {'"': '\\"', "\\": "\\\\", "\n": "\\n"}.get(c, f"\\u{ord(c):04x}")
            elif how < 0.1:
                out += f"\\U{ord(c):08X}" if ord(c) > 0xffff or how < 0.05 else f"\\u{ord(c):04x}"
            else:
                out += c
            if multiline and self.random.random() < 0.05:
                out += self.pick(self.newline, "\\" + self.newline + "  ", '"', '""x', "\\  " + self.newline * 2, "\\t\\b\\f\\r")
        return out

    def string(self):
        text = "".join(self.pick(*WORDS) for _ in self.some(0, 4))
        form = self.random.random()
        plain = not set(text) & set("\n'\\")
        if form < 0.3 and plain:
            return f"'{text}'"
        if form < 0.45 and "'''" not in text:
            return "'''" + self.pick("", self.newline) + text + self.pick("", "'", "''") + "'''"
        if form < 0.65:
            return '"""' + self.pick("", self.newline) + self.escaped(text, True) + self.pick("", '"', '""') + '"""'
        return '"' + self.escaped(text, False) + '"'

    def part(self):
        word = self.pick(*WORDS) if self.random.random() < 0.3 else self.pick("a", "b", "c", "d", "e", "package")
        if word and all(c.isascii() and (c.isalnum() or c in "-_") for c in word) and self.random.random() < 0.8:
            return word
        return "'" + word + "'" if not set(word) & set("\n'") and self.random.random() < 0.4 else '"' + self.escaped(word, False) + '"'

    def key(self, most=3):
        return self.pick(".", ".", " . ", ".\t").join(self.part() for _ in self.some(1, most))

    def value(self, depth=0):
        form = self.random.random()
        if form < 0.01:
            return self.pick(*FAULTY)
        if form < 0.12 and depth < 4:
            return "{" + self.blank() + ", ".join(self.pair(depth + 1) for _ in self.some(0, 3)) + self.blank() + "}"
        if form < 0.25 and depth < 4:
            gap = self.pick("", " ", self.newline, " # note" + self.newline)
            items = (gap + "," + gap).join(self.value(depth + 1) for _ in self.some(0, 4))
            return "[" + gap + items + (self.pick("", ",") if items else "") + gap + "]"
        return self.string() if form < 0.6 else self.pick(*SCALARS)

    def pair(self, depth=0):
        return self.key(self.pick(1, 1, 2, 3)) + self.blank() + "=" + self.blank() + self.value(depth)

    def line(self):
        form = self.random.random()
        if form < 0.12:
            text = f"[{self.blank()}{self.key()}{self.blank()}]"
        elif form < 0.25:
            text = f"[[{self.blank()}{self.key(2)}{self.blank()}]]"
        elif form < 0.32:
            text = ""
        else:
            text = self.pair()
        return self.blank() + text + self.comment()

    def document(self):
        lines = [self.line() for _ in self.some(0, 14)]
        return self.newline.join(lines) + self.pick("", self.newline)

    def damage(self, text):
        for _ in self.some(1, 3):
            at = self.random.randint(0, len(text))
            how = self.random.random()
            if how < 0.4:
                text = text[:at] + self.pick(*SPLICES) + text[at:]
            elif how < 0.7:
                text = text[:at] + text[at + self.random.randint(1, 4):]
            elif how < 0.8:
                text = text[:at]
            else:
                to = self.random.randint(0, len(text))
                text = text[:at] + text[min(at, to):max(at, to)] + text[at:]
        return text


def document(seed):
    maker = Maker(seed)
    text = maker.document()
    return maker.damage(text) if seed % 2 else text
