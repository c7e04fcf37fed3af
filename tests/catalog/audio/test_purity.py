"""`catalog.audio` can be used without Django, and the child never loads it."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[3]


def test_the_pipeline_imports_no_django():
    code = (
        "import sys, catalog.audio.pipeline, catalog.audio.sandbox\n"
        "assert not [name for name in sys.modules if name.split('.')[0] in ('django', 'ksound', 'celery')]"
    )
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True)
