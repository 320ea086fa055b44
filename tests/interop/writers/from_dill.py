"""dill of data."""
import dill

from kit import rotated
from writers import data_of_all


def models():
    yield from rotated("dill", data_of_all.TABLE, dill.dump)
