"""Who must publish and where: regions, agencies, sites and columns, as CSV in ``data/registry``."""

from gongkai.registry.load import Registry, load
from gongkai.registry.model import (
    CENTRAL,
    Agency,
    AgencyLink,
    AgencyName,
    Column,
    Region,
    Site,
    host_of,
    province_of,
)
from gongkai.registry.resolve import Resolution, normal_name

__all__ = [
    "CENTRAL",
    "Agency",
    "AgencyLink",
    "AgencyName",
    "Column",
    "Region",
    "Registry",
    "Resolution",
    "Site",
    "host_of",
    "load",
    "normal_name",
    "province_of",
]
