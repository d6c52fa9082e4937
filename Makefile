# make run    opens the sample team (without a screen: runs the tour and says where the pictures are)
# make test   lint, types, import contracts and tests         make test-slow   the long ones as well
# make bench  benchmarks as ratios                            make dist        the one-folder app
PYTHON := .venv/bin/python
TOUR := out/tour

.PHONY: run test test-slow lint types contracts bench dist lock environment system system-test clean

run: environment
	@if [ -n "$$DISPLAY$$WAYLAND_DISPLAY" ] || [ "$$(uname)" != Linux ]; then \
	    $(PYTHON) main.py demo; \
	else \
	    QT_QPA_PLATFORM=offscreen $(PYTHON) main.py tour --out $(TOUR); \
	    echo "There is no screen here. The pictures and reports are in $(TOUR)."; \
	fi

test: system-test environment lint types contracts
	xvfb-run -a -s "-screen 0 1920x1200x24" $(PYTHON) -m pytest -m "not slow"

test-slow: system-test environment
	xvfb-run -a -s "-screen 0 1920x1200x24" $(PYTHON) -m pytest -m slow --timeout 3600

lint: environment
	$(PYTHON) -m ruff check .
	$(PYTHON) -m ruff format --check .

types: environment
	$(PYTHON) -m mypy

contracts: environment
	.venv/bin/lint-imports --no-logo

bench: environment
	QT_QPA_PLATFORM=offscreen $(PYTHON) -m bench

dist: environment
	$(PYTHON) -m PyInstaller --noconfirm --log-level WARN installer.spec

lock:
	uv pip compile --universal --python-version 3.11 --generate-hashes --quiet --extra dev pyproject.toml -o requirements.lock

environment: system
	@.ci/environment

system:
	@.ci/system

system-test:
	@.ci/system test

clean:
	rm -rf build dist out .mypy_cache .pytest_cache .ruff_cache .hypothesis
