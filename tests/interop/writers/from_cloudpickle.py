"""cloudpickle of data: what it holds is what pickle would, but written by its own machine."""
import cloudpickle

from kit import rotated
from writers import data_of_all


def models():
    yield from rotated("cloudpickle", data_of_all.TABLE, cloudpickle.dump)
