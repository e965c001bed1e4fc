# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Where packages come from: pip's own settings, handed to uv for one run and written nowhere.

uv reads neither pip's files nor its variables. A city's proxy or mirror is set up for pip, so that counts.
"""

import ast
import os
import re
import sys
from functools import cache

from devtools import pip
from devtools.shell import base_environment, capture

# uv's variable ← pip's option, and what separates several values in uv's
TRANSLATION = {
    "UV_DEFAULT_INDEX": ("index_url", " "),
    "UV_INDEX": ("extra_index_url", " "),
    "UV_FIND_LINKS": ("find_links", ","),
    "UV_NO_INDEX": ("no_index", " "),
    "UV_INSECURE_HOST": ("trusted_host", " "),
    "UV_HTTP_TIMEOUT": ("default_timeout", " "),
    "SSL_CERT_FILE": ("cert", " "),
    "HTTPS_PROXY": ("proxy", " "),
}


@cache
def pip_settings() -> dict[str, str]:
    """Return pip's settings, the stronger source last: global, then install, then the environment."""
    settings: dict[str, dict[str, str]] = {"global": {}, "install": {}, "environment": {}}
    command = pip.command()
    code, output = capture([*command, "config", "list"], environment=base_environment()) if command else (1, "")
    for line in output.splitlines() if code == 0 else ():
        match = re.fullmatch(r"(global|install)\.([\w-]+)=(.*)", line.strip())
        if match:
            section, name, value = match.groups()
            settings[section][name.replace("-", "_")] = str(ast.literal_eval(value))
    for variable, value in os.environ.items():
        if variable.startswith("PIP_") and value:
            settings["environment"][variable[4:].lower()] = value
    return settings["global"] | settings["install"] | settings["environment"]


def for_uv() -> dict[str, str]:
    """Return the variables that make uv look where pip looks; what the user set for uv stays."""
    settings = pip_settings()
    variables = {"UV_INDEX_STRATEGY": "unsafe-best-match"}  # as pip does; the hashes of the lock keep it safe
    for variable, (option, separator) in TRANSLATION.items():
        value = separator.join(settings.get(option, "").split())
        if value:
            variables[variable] = value
    return {name: value for name, value in variables.items() if not os.environ.get(name)}


def hosts() -> set[str]:
    """Return the hosts packages are fetched from here, for the check that no file names one."""
    script = "from pip._internal.models.index import PyPI as i; print(i.simple_url, i.file_storage_domain)"
    code, output = capture([sys.executable, "-c", script], environment=base_environment())
    places = output.split() if code == 0 else []
    settings = pip_settings()
    for option in ("index_url", "extra_index_url", "find_links", "trusted_host"):
        places += settings.get(option, "").split()
    found = {re.sub(r"^\w+://(?:[^/@]*@)?([^/:]*).*", r"\1", place) for place in places}
    return {host for host in found if "." in host and "/" not in host}
