"""The nominator's bench, for files behind the figures."""

from tests.nominations.conftest import bench as bench
