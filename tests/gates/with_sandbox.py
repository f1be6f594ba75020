# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run a command while the simulated services run: `with_sandbox.py COMMAND…` in the collection's folder.

The services' addresses and credentials are given as environment variables of the collection, as `SANDBOX` (the JSON
line) and, for ansible-test, which filters the environment, as the variable `sandbox` in
`tests/integration/integration_config.yml`.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path


def variables(sandbox: dict[str, dict[str, str]]) -> dict[str, str]:
    """The environment that makes the collection talk to the sandbox."""
    cloud, router = sandbox["cloudconnexa"], sandbox["vyos"]
    values = {
        "SANDBOX": json.dumps(sandbox),
        "CLOUDCONNEXA_BASE_URL": cloud["url"],
        "CLOUDCONNEXA_CLIENT_ID": cloud["client_id"],
        "CLOUDCONNEXA_CLIENT_SECRET": cloud["client_secret"],
        "VYOS_URL": router["url"],
        "VYOS_API_KEY": router["api_key"],
    }
    return {**os.environ, **values}


def main() -> int:
    """Start the services, run the command, end the services; the status is the command's."""
    serve = ["tests/sandbox/serve.py", "--cloudconnexa", "0", "--vyos", "0", "--exit-with", str(os.getpid())]
    with subprocess.Popen([sys.executable, *serve], stdout=subprocess.PIPE, text=True) as services:
        try:
            assert services.stdout is not None
            ready = services.stdout.readline()
            if not ready:
                print("The sandbox did not start.", file=sys.stderr)
                return 1
            sandbox = json.loads(ready)
            settings = Path("tests", "integration", "integration_config.yml")
            settings.write_text(json.dumps({"sandbox": sandbox}), encoding="utf-8")
            return subprocess.run(sys.argv[1:], env=variables(sandbox), check=False).returncode
        finally:
            services.terminate()


if __name__ == "__main__":
    sys.exit(main())
