"""What an incident is made of.

An incident has releases that were let loose; each of them has to be stopped. A release is one
archive, or several that are installed together (a package and the dependency it draws in): to stop
one of those stops it.
"""
from dataclasses import dataclass, field


@dataclass
class Archive:
    next: object                # a package of package.py
    previous: object = None     # the release before it, if there was one
    source: dict = None         # the tree of the tag, where the incident is that the two differ


@dataclass
class Release:
    name: str
    archives: list = field(default_factory=list)


@dataclass
class Incident:
    name: str
    when: str
    make: object                # make(variant) yields the releases
