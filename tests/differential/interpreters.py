"""Finds the interpreters: pythonX.Y on the PATH, or below the folders of ASSAY_PYTHONS (separated by
colons), each a `bin` of its own or a folder of installations as pyenv keeps them."""
import glob
import os
import shutil
import subprocess

VERSIONS = ['2.7'] + ['3.%d' % minor for minor in range(6, 14)]


def folders():
    given = os.environ.get('ASSAY_PYTHONS')
    if given:
        return given.split(':')
    return [os.path.join(os.environ.get('PYENV_ROOT', os.path.expanduser('~/.pyenv')), 'versions')]


def candidates(version):
    name = 'python' + version
    yield shutil.which(name)
    for folder in folders():
        yield os.path.join(folder, name)
        yield from sorted(glob.glob(os.path.join(folder, version + '.*', 'bin', name)), reverse=True)


def works(path, version):
    if not path or not os.access(path, os.X_OK):
        return False
    try:
        said = subprocess.run([path, '-c', 'import sys; print("%d.%d" % sys.version_info[:2])'],
                              stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=30).stdout
    except (OSError, subprocess.TimeoutExpired):
        return False
    return said.strip() == version.encode()


def find():
    """(version to program, versions that are not there)."""
    found = {}
    for version in VERSIONS:
        for path in candidates(version):
            if works(path, version):
                found[version] = path
                break
    return found, [v for v in VERSIONS if v not in found]
