"""The house stands as drawn: layers, top level, names others rely on, and nothing that must not be published."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.urls import get_resolver

from catalog.effects.models import AudioFile, Effect
from marketplace.licences.models import Licence
from marketplace.orders.models import Order
from sellers.registration.models import Seller
from tests.faults.holding import ROOT

APPS = ("ksound", "marketplace", "catalog", "payments", "sellers")
TOP_LEVEL = {*APPS, "manage.py", "templates", "static", "tests", "pyproject.toml", "README.md"}
ALSO = {"Makefile", "CHANGELOG.md", "constraints.txt", "LICENSE"}
LINT = "from importlinter.cli import lint_imports_command; lint_imports_command()"


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", LINT, "--no-cache"], cwd=folder, capture_output=True, text=True, check=False
    )


def test_no_import_goes_up() -> None:
    linted = lint_imports(ROOT)
    assert linted.returncode == 0, linted.stdout


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The program's own source, to plant something in."""
    for app in APPS:
        shutil.copytree(ROOT / app, tmp_path / app, ignore=shutil.ignore_patterns("__pycache__", "data"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("module", "planted"),
    [
        ("ksound/lib/money.py", "import ksound.core.text"),
        ("ksound/core/text.py", "import sellers.registration.models"),
        ("sellers/registration/operations.py", "import catalog.effects.models"),
        ("catalog/effects/queries.py", "import payments.ledger.queries"),
        ("payments/ledger/queries.py", "import catalog.effects.queries"),
        ("catalog/studio/uploads.py", "import marketplace.orders.models"),
        ("marketplace/home/queries.py", "import ksound.urls"),
        ("catalog/audio/sniff.py", "import django.conf"),
        ("ksound/lib/ulid.py", "import django.utils.timezone"),
    ],
)
def test_a_planted_import_upwards_is_found(copy: Path, module: str, planted: str) -> None:
    path = copy / module
    path.write_text(f"{path.read_text()}\n{planted}\n")
    linted = lint_imports(copy)
    assert linted.returncode == 1
    assert "BROKEN" in linted.stdout


def versioned() -> list[str]:
    """What git keeps; outside a repository, everything that is not ignored by name."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if listed.returncode:
        pytest.skip("not a git repository")
    return [name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]


def test_the_top_level_is_the_customers() -> None:
    top = {name.split("/")[0] for name in versioned()}
    assert {name for name in top if not name.startswith(".")} - TOP_LEVEL - ALSO == set()


SECRETS = re.compile(r"sk_live_[A-Za-z0-9]{8}|AKIA[0-9A-Z]{16}|-----BEGIN [A-Z ]*PRIVATE KEY-----")
MACHINE = re.compile(r"(?<![\w.-])/(?:work|root|home/\w+|Users/\w+)/")
REGISTRY = re.compile(r"(?:--(?:extra-)?index-url|--trusted-host|index-url\s*=)")
TEXT = {".py", ".toml", ".txt", ".md", ".html", ".css", ".js", ".po", ".json", ".yml", ".csv", ""}
SELF = "tests/architecture/test_layers.py"


@pytest.mark.parametrize("pattern", [SECRETS, MACHINE, REGISTRY], ids=["secret", "path", "index address"])
def test_nothing_of_one_machine_is_published(pattern: re.Pattern[str]) -> None:
    found = []
    for name in versioned():
        if Path(name).suffix not in TEXT or name == SELF:
            continue
        text = (ROOT / name).read_text(encoding="utf-8", errors="replace")
        found += [(name, match.group(0)) for match in pattern.finditer(text)]
    assert found == []


VAGUE = {"utils", "helpers", "misc", "common", "manager"}


def test_no_module_has_a_name_that_says_nothing() -> None:
    names = {Path(name).stem for name in versioned() if name.endswith(".py")}
    assert names & VAGUE == set()


URL_NAMES = {
    "home",
    "search",
    "categories",
    "category",
    "cat-id",
    "effect-detail",
    "preview",
    "listen",
    "peaks",
    "spectrogram",
    "storefront",
    "cart",
    "checkout",
    "order-list",
    "order-detail",
    "download",
    "studio",
    "studio-upload",
    "studio-effects",
    "seller-register",
    "seller-dashboard",
    "webhook-stripe",
    "healthz",
    "readyz",
}


def test_every_address_others_rely_on_has_its_name() -> None:
    assert {name for name in get_resolver().reverse_dict if isinstance(name, str)} >= URL_NAMES


STATES = {
    AudioFile: "receiving received processing ready rejected",
    Effect: "draft in_review held published rejected withdrawn suspended",
    Order: "draft awaiting paid partially_refunded refunded expired cancelled",
    Licence: "active suspended revoked",
    Seller: "applied active suspended closed",
}


@pytest.mark.parametrize("model", STATES, ids=lambda model: model.__name__)
def test_states_are_those_others_rely_on(model: type[AudioFile | Effect | Order | Licence | Seller]) -> None:
    assert set(model.State.values) == set(STATES[model].split())


def test_every_transition_of_an_effect_names_real_states() -> None:
    allowed = Effect.TRANSITIONS.allowed
    assert set(allowed) == set(Effect.State.values)
    assert set().union(*allowed.values()) <= set(Effect.State.values)
