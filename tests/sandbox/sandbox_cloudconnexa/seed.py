# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a new tenant holds."""

from __future__ import annotations

from typing import Any

_REGIONS = """
se-arn|Europe|Sweden|SE|Stockholm
us-ewr|North America|United States|US|Newark, NJ
us-pdx|North America|United States|US|Portland, OR
ap-south-1|Asia|India|IN|Mumbai
us-bos|North America|United States|US|Boston, MA
us-mia|North America|United States|US|Miami, FL
fr-cdg|Europe|France|FR|Paris
ie-dub|Europe|Ireland|IE|Dublin
ca-east-1|North America|Canada|CA|Montreal
eu-central-1|Europe|Germany|DE|Frankfurt
ca-yvr|North America|Canada|CA|Vancouver
eu-central-2|Europe|Netherlands|NL|Amsterdam
us-central-1|North America|United States|US|Chicago, IL
us-west-1|North America|United States|US|San Jose, CA
us-cmh|North America|United States|US|Columbus, OH
us-west-2|North America|United States|US|Los Angeles, CA
il-tlv|Asia|Israel|IL|Tel Aviv
af-south-1|Africa|South Africa|ZA|Johannesburg
us-south-1|North America|United States|US|Dallas, TX
it-mxp|Europe|Italy|IT|Milan
eu-west-1|Europe|United Kingdom|GB|London
fi-hel|Europe|Finland|FI|Helsinki
us-sea|North America|United States|US|Seattle, WA
jp-hnd|Asia|Japan|JP|Tokyo
es-mad|Europe|Spain|ES|Madrid
us-mci|North America|United States|US|Kansas City, MO
ch-zrh|Europe|Switzerland|CH|Zurich
ap-southeast-1|Asia|Singapore|SG|Singapore
ap-southeast-2|Oceania|Australia|AU|Sydney
pl-waw|Europe|Poland|PL|Warsaw
br-gru|South America|Brazil|BR|Sao Paulo
us-atl|North America|United States|US|Atlanta, GA
be-bru|Europe|Belgium|BE|Brussels
us-east-1|North America|United States|US|Ashburn, VA
ca-yul|North America|Canada|CA|Montreal, QC
"""


def _region(line: str) -> dict[str, str]:
    identifier, continent, country, iso, name = line.split("|")
    return {"id": identifier, "continent": continent, "country": country, "countryIso": iso, "regionName": name}


REGIONS: tuple[dict[str, str], ...] = tuple(_region(line) for line in _REGIONS.strip().splitlines())
REGION_IDS = frozenset(region["id"] for region in REGIONS)
WPC_SUBNETS = {"ipV4Address": ["100.96.0.0/11"], "ipV6Address": ["fd00:0:0:8000:0:0:0:0/49"]}
DOMAIN_ROUTING = {"ipV4Address": "100.80.0.0/13", "ipV6Address": "fd00:0:0:4000:0:0:0:0/50"}


def settings() -> dict[str, Any]:
    """Settings of a new tenant, by path below ``/settings/``."""
    return {
        "auth/trusted-devices-allowed": False,
        "auth/two-factor-auth": False,
        "dns/custom-servers": {},
        "dns/proxy-enabled": False,
        "dns/zones": {"zones": []},
        "dns/default-suffix": "",
        "user/connect-auth": "NO_AUTH",
        "user/device-allowance": 3,
        "user/device-allowance-force-update": False,
        "user/device-enforcement": "OFF",
        "user/profile-distribution": "AUTOMATIC",
        "users/connection-timeout": 0,
        "wpc/client-options": [],
        "wpc/default-region": "us-east-1",
        "wpc/domain-routing-subnet": dict(DOMAIN_ROUTING),
        "wpc/snat": False,
        "wpc/subnet": {name: list(value) for name, value in WPC_SUBNETS.items()},
        "wpc/topology": "FULL_MESH",
        "wpc/routes-advanced-configuration-enabled": False,
        "wpc/ip-allocation-mode": "BOTH",
        "auth/saml/group-mappings": {"mappings": []},
        "auth/ldap/group-mappings": {"mappings": []},
    }


SWITCHES = {"access-visibility": False, "dns-log/user-dns-resolutions": False}
