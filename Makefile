# K-Sound Library. `make demo` runs it, `make test` tests it; both need Python >= 3.11 and nothing else.
# ARGS is passed on: make demo ARGS=--check, make demo ARGS='--port 8080', make test ARGS='-k cart'.

PYTHON ?= python3
VENV_PYTHON := .venv/bin/python
PYTEST := $(VENV_PYTHON) -m pytest
BOOTSTRAP = command -v $(PYTHON) >/dev/null 2>&1 \
	|| { echo "Error: $(PYTHON) was not found: install Python 3.11 or newer, or name it (make PYTHON=python3.12)." >&2; exit 1; }; \
	$(PYTHON) ksound/bootstrap.py
PRODUCTION = KSOUND_DEBUG=0 KSOUND_ALLOWED_HOSTS=example.com KSOUND_DATABASE_URL=postgres://ksound@db.example.com/ksound \
	KSOUND_REDIS_URL=redis://redis.example.com:6379/0 \
	KSOUND_SECRET_KEY="$$($(VENV_PYTHON) -c 'import secrets; print(secrets.token_urlsafe(64))')"

.PHONY: demo test test-heavy check bench bench-search clean-venv
.SILENT:

demo:
	$(BOOTSTRAP)
	$(VENV_PYTHON) manage.py demo $(ARGS)

test:
	$(BOOTSTRAP) test
	$(PYTEST) -n 3 $(ARGS)

test-heavy:
	$(BOOTSTRAP) test
	$(PYTEST) -m heavy $(ARGS)

bench:
	$(BOOTSTRAP) test
	$(PYTEST) -m bench -s $(ARGS)

# N: one or more sizes, such as N=1000000, for which some gigabytes of disk and half an hour are needed the first time.
bench-search:
	$(BOOTSTRAP) test
	$(VENV_PYTHON) -m tests.bench.search_engine $(N)

check:
	$(BOOTSTRAP) test check
	$(VENV_PYTHON) -m ruff format --check .
	$(VENV_PYTHON) -m ruff check .
	$(VENV_PYTHON) -m mypy .
	$(VENV_PYTHON) -c 'from importlinter.cli import lint_imports_command; lint_imports_command()'
	$(VENV_PYTHON) -m djlint --check --lint --quiet templates
	$(VENV_PYTHON) manage.py makemigrations --check --dry-run
	$(VENV_PYTHON) manage.py translations --check
	$(PRODUCTION) $(VENV_PYTHON) manage.py check --deploy --fail-level WARNING

clean-venv:
	rm -rf .venv
