"""Make `.venv` hold what pyproject.toml asks for; the first step of every make target.

    python3 ksound/bootstrap.py [test] [check]

Runs on the system's Python before anything is installed, so: standard library only, and a syntax that old
Pythons read too, because they must be able to print the sentence that asks for a newer one.
"""

# An old Python must be able to read this file.
# ruff: noqa: UP031, UP024, S606, RUF005
# mypy: ignore-errors

import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time

OLDEST = (3, 11)
NEWER_NAMES = ["python3.%d" % minor for minor in range(14, 10, -1)]
FREE_BYTES = 1500 * 1024 * 1024
ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
VENV = os.path.join(ROOT, ".venv")
VENV_PYTHON = os.path.join(VENV, "bin", "python")
STAMP = os.path.join(VENV, "ksound-installed.json")


class CannotGoOn(Exception):
    """One sentence for the person at the terminal."""


def main():
    use_new_enough_python()
    wanted = set(sys.argv[1:])
    inputs = fingerprint()
    installed = read_stamp()
    if installed.get("inputs") == inputs and wanted <= set(installed.get("extras", [])) and venv_works():
        return
    extras = wanted | set(installed.get("extras", []))
    check_space()
    make_venv()
    install(sorted(extras))
    with open(STAMP, "w") as file:
        json.dump({"inputs": inputs, "extras": sorted(extras)}, file)


def use_new_enough_python():
    """Continue under a newer Python of this machine if this one is too old."""
    if sys.version_info >= OLDEST:
        return
    for name in NEWER_NAMES:
        path = shutil.which(name)
        if path:
            os.execv(path, [path] + sys.argv)
    raise CannotGoOn(
        "K-Sound Library needs Python 3.11 or newer and this is Python %d.%d: install a newer one, "
        "and name it if need be (make demo PYTHON=python3.12)." % sys.version_info[:2]
    )


def fingerprint():
    """What the content of `.venv` depends on."""
    seen = hashlib.sha256(("%d.%d" % sys.version_info[:2]).encode())
    for name in ("pyproject.toml", "constraints.txt"):
        with open(os.path.join(ROOT, name), "rb") as file:
            seen.update(file.read())
    return seen.hexdigest()


def read_stamp():
    try:
        with open(STAMP) as file:
            return json.load(file)
    except (OSError, ValueError):
        return {}


def venv_works():
    return os.path.isfile(VENV_PYTHON) and os.access(VENV_PYTHON, os.X_OK)


def check_space():
    free = shutil.disk_usage(ROOT).free
    if free < FREE_BYTES:
        raise CannotGoOn(
            "The disk that holds %s has %d MB free and the installation needs about %d MB: "
            "free some space first." % (ROOT, free // 2**20, FREE_BYTES // 2**20)
        )


def make_venv():
    """Create `.venv`, again if it is broken or of another Python."""
    same_python = "import pip, sys; sys.exit(sys.version_info[:2] != (%d, %d))" % sys.version_info[:2]
    if venv_works() and subprocess.call([VENV_PYTHON, "-c", same_python], stderr=subprocess.DEVNULL) == 0:
        return
    if not (importlib.util.find_spec("venv") and importlib.util.find_spec("ensurepip")):
        raise CannotGoOn(
            "This Python has no complete venv module: install it "
            "(on Debian and Ubuntu: apt install python3-venv) and start again."
        )
    tell("making a virtual environment in .venv")
    run([sys.executable, "-m", "venv", "--clear", VENV])


def install(extras):
    """Install what pyproject.toml pins, with the named extras; nothing of the project itself."""
    import tomllib

    with open(os.path.join(ROOT, "pyproject.toml"), "rb") as file:
        project = tomllib.load(file)["project"]
    lines = list(project["dependencies"])
    for extra in extras:
        lines += project["optional-dependencies"][extra]
    tell("installing %d packages and what they need (minutes the first time)" % len(lines))
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as requirements:
        requirements.write("\n".join(lines) + "\n")
        requirements.flush()
        # pip itself reads PIP_* variables, so a machine's own index is
        # respected.
        pip = [VENV_PYTHON, "-m", "pip", "install", "--no-input", "--disable-pip-version-check"]
        pip += ["--progress-bar", "off", "-c", os.path.join(ROOT, "constraints.txt"), "-r", requirements.name]
        run(pip, report_every=10)
    tell("installed")


def run(command, report_every=0):
    """Run quietly, a sign of life now and then; raises CannotGoOn with the likely cause when it fails."""
    process = subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    said, found, told_at = [], 0, time.time()
    for raw in process.stdout:
        line = raw.decode("utf-8", "replace").rstrip()
        said.append(line)
        found += line.startswith("Collecting ")
        if report_every and time.time() - told_at > report_every:
            told_at = time.time()
            tell("  %d packages so far" % found)
        elif line.startswith("Installing collected packages"):
            tell("  %d packages, unpacking" % found)
    if process.wait():
        raise CannotGoOn(likely_cause(said))


def likely_cause(said):
    text = "\n".join(said)
    if "No space left on device" in text or "[Errno 28]" in text:
        return "The disk that holds %s became full: free some space and start again." % ROOT
    if "Permission denied" in text:
        return "%s cannot be written by this user: give the folder to this user and start again." % ROOT
    unreachable = (
        "NewConnectionError",
        "ConnectTimeout",
        "ReadTimeout",
        "name resolution",
        "ProxyError",
        "SSLError",
    )
    if any(sign in text for sign in unreachable) or "No matching distribution" in text:
        missing = [
            line for line in said if "No matching distribution" in line or "satisfies the requirement" in line
        ]
        detail = " (%s)" % missing[0].replace("ERROR: ", "")[:200] if missing else ""
        return (
            "The packages could not be fetched%s: check the network and pip's index, and start again."
            % detail
        )
    return "The installation failed: %s" % " / ".join(said[-4:])


def tell(line):
    print("setup  | " + line, flush=True)


if __name__ == "__main__":
    try:
        main()
    except CannotGoOn as error:
        sys.exit("Error: %s" % error)
    except KeyboardInterrupt:
        sys.exit("\nStopped; the next start goes on from here.")
    except EnvironmentError as error:
        if error.errno == 28:
            sys.exit("Error: The disk that holds %s is full: free some space and start again." % ROOT)
        if error.errno in (13, 30):
            sys.exit(
                "Error: %s cannot be written by this user: give the folder to this user and start again."
                % ROOT
            )
        raise
