"""One payload, written in several ways.

The incidents write their code with marks; a variant decides what stands there:

    ⟦text⟧      a string literal
    ⟨name⟩      after an expression in JavaScript: a member; ⟨object.name⟩ in Python: an attribute
    ⦃name⦄      a statement of Python that imports a module
    ‹name›      a name of the author's own choice: a variable, a function, a file
"""
import base64
import json
import random
import re

MODES = ("plain", "renamed", "split", "hex", "base64", "codes")
MARK = re.compile("⟦([^⟧]*)⟧|⟨([^⟩]*)⟩|⦃([^⦄]*)⦄|‹([^›]*)›")


def cut(text, least=2):
    """The text in pieces of two to four characters."""
    source = random.Random(text)
    pieces = []
    while text:
        size = source.randint(least, least + 2)
        pieces.append(text[:size])
        text = text[size:]
    return pieces or [""]


def quoted(text):
    return "'" + json.dumps(text)[1:-1].replace('\\"', '"').replace("'", "\\'") + "'"


def b64(text):
    return base64.b64encode(text.encode()).decode()


def numbers(text):
    return ",".join(str(ord(character)) for character in text)


PYTHON = {
    "split": lambda text: "(" + "+".join(quoted(piece) for piece in cut(text)) + ")",
    "hex": lambda text: f"bytes.fromhex('{text.encode().hex()}').decode()",
    "base64": lambda text: f"__import__('base64').b64decode('{b64(text)}').decode()",
    "codes": lambda text: f"''.join(map(chr,[{numbers(text)}]))",
}
NODE = {
    "split": PYTHON["split"],
    "hex": lambda text: f"Buffer.from('{text.encode().hex()}','hex').toString()",
    "base64": lambda text: f"Buffer.from('{b64(text)}','base64').toString()",
    "codes": lambda text: f"String.fromCharCode({numbers(text)})",
}
BROWSER = dict(NODE)
BROWSER["hex"] = lambda text: "'" + "".join(f"\\x{ord(character):02x}" for character in text) + "'"
BROWSER["base64"] = lambda text: f"atob('{b64(text)}')"
WRITERS = {"python": PYTHON, "node": NODE, "browser": BROWSER}


class Variant:
    def __init__(self, mode):
        self.mode = mode

    def name(self, name):
        """What the author calls this: another word of the same sort when renamed."""
        if self.mode != "renamed":
            return name
        source = random.Random("name " + name)
        return "".join(source.choice("bcdfgklmnprst") + source.choice("aeiou") for _ in range(3))

    def literal(self, language, text):
        return WRITERS[language].get(self.mode, quoted)(text)

    def write(self, language, source):
        """The source with its marks filled in."""
        hidden = self.mode in WRITERS[language]

        def fill(match):
            text, member, module, name = match.groups()
            if text is not None:
                return self.literal(language, text)
            if name is not None:
                return self.name(name)
            if module is not None:
                if not hidden:
                    return f"import {module}"
                return f"{module.partition('.')[0]} = __import__({self.literal(language, module)})"
            if language != "python":
                return f"[{self.literal(language, member)}]" if hidden else "." + member
            if not hidden:
                return member
            target, _, attribute = member.rpartition(".")
            return f"getattr({target}, {self.literal(language, attribute)})"

        return MARK.sub(fill, source)

    def python(self, source):
        return self.write("python", source)

    def node(self, source):
        return self.write("node", source)

    def browser(self, source):
        return self.write("browser", source)

    def command(self, program, *words):
        """A command of a package.json: as it is, quoted in pieces, or run by node from hidden text."""
        whole = " ".join((program, *words))
        if self.mode == "split":
            return " ".join("''".join(cut(word)) for word in (program, *words))
        if self.mode in NODE:
            code = f"require('child_process').execSync({self.literal('node', whole)})"
            return f'node -e "{code}"'
        return whole
