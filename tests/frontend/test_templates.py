"""What every template and script keeps to, whoever writes the next one."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.template.loader import get_template

ROOT = Path(settings.BASE_DIR)
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
SCRIPTS = sorted((ROOT / "static" / "js").glob("*.js"))
STYLES = sorted((ROOT / "static" / "css").rglob("*.css"))
NAMES = [str(path.relative_to(ROOT / "templates")) for path in TEMPLATES]


@pytest.mark.parametrize("name", NAMES)
def test_every_template_compiles(name: str) -> None:
    get_template(name)


@pytest.mark.parametrize("path", TEMPLATES, ids=NAMES)
def test_no_template_needs_an_exception_from_the_content_policy(path: Path) -> None:
    text = path.read_text()
    assert not re.search(r"<style\b|\sstyle=|\son[a-z]+=|javascript:", text)
    assert not [tag for tag in re.findall(r"<script\b[^>]*>", text) if "src=" not in tag]


@pytest.mark.parametrize("path", TEMPLATES, ids=NAMES)
def test_every_static_file_a_template_names_exists(path: Path) -> None:
    for name in re.findall(r"{% static '([^']+)' %}", path.read_text()):
        assert finders.find(name), name


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_every_module_a_script_imports_exists(path: Path) -> None:
    """Imports end with a semicolon, else the manifest storage would leave them without their hash."""
    text = path.read_text()
    lines = [line for line in text.splitlines() if line.startswith("import")]
    assert all(line.endswith(";") for line in lines)
    for name in re.findall(r'^import[^;]*?"\./([^"]+)";', text, re.MULTILINE):
        assert (path.parent / name).is_file(), name


def test_main_css_takes_in_every_stylesheet_of_the_site() -> None:
    folder = ROOT / "static" / "css"
    taken = re.findall(r'@import url\("([^"]+)"\)', (folder / "main.css").read_text())
    others = {"main.css", "admin.css", "gallery.css"}
    assert set(taken) == {str(path.relative_to(folder)) for path in STYLES} - others


def test_the_page_for_a_broken_server_needs_neither_request_nor_database() -> None:
    for name in ("400.html", "403_csrf.html", "500.html", "503.html"):
        page = get_template(name).render()
        assert 'id="main"' in page
        assert 'lang="ko"' in page
        assert 'lang="en"' in page
