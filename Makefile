# Two commands do everything on a machine that has only Python 3.11 with venv, and make.

PYTHON ?= python3
DEMO_VENV := .venv-demo
TEST_VENV := .venv-test
BENCH_VENV := .venv-bench
NOTICE ?=
SEEDS ?= 1-20
SERVER ?=
KIND ?= storm
BENCH ?=
TICKETS ?=
PLANS ?= tests/ledger/plans
EXAMPLES ?= 20
# Tests make thousands of databases that are written through to the disk; where there is room they stand in memory.
ROOM := $(shell test "$$(df --output=avail -m /dev/shm 2>/dev/null | tail -1)" -gt 4000 2>/dev/null && echo TMPDIR=/dev/shm)
# Tests start hundreds of processes, each of which would compile all modules again.
unexport PYTHONDONTWRITEBYTECODE

# One more than there are cores: a fifth of the time a test waits for another process.
WORKERS := $(shell echo $$(($$(nproc) + 1)))

# What takes long because it is whole: years, other processes killed, a browser, pages followed word by word, old
# databases. `make test` leaves it to `make deep`; together they are the suite, and .ci/run runs both.
DEEP := tests/simulation tests/crash tests/faults tests/embedding tests/browser tests/fuzz tests/packaging \
	tests/docs/test_how_to.py tests/docs/test_running.py tests/docs/test_quickstart.py tests/docs/test_pages.py \
	tests/storage/test_old_databases.py tests/storage/test_power_cuts.py tests/storage/test_moving.py tests/benchmarks \
	tests/scenarios/test_comparing.py tests/desk/test_desk_load.py tests/cli/test_cli_completion.py tests/office

.PHONY: demo test deep lint types suite coverage simulate morning fuzz bench replay plans docs aio words frame templates letters gallery wheel clean

demo: $(DEMO_VENV)/.installed
	$(DEMO_VENV)/bin/duban demo $(NOTICE)

test: lint types suite

lint: $(TEST_VENV)/.installed
	$(TEST_VENV)/bin/ruff check .
	$(TEST_VENV)/bin/ruff format --check .
	$(TEST_VENV)/bin/python -m pytest -q tests/test_merge_traces.py

# Each checker works on one core, so they stand side by side.
types: $(TEST_VENV)/.installed
	$(TEST_VENV)/bin/basedpyright --pythonpath $(TEST_VENV)/bin/python & checker=$$!; $(TEST_VENV)/bin/mypy && wait $$checker

suite: $(TEST_VENV)/.installed
	$(ROOM) $(TEST_VENV)/bin/python -m pytest -n $(WORKERS) --dist worksteal --ignore tests/test_merge_traces.py \
		$(addprefix --ignore ,$(DEEP))

deep: $(TEST_VENV)/.installed
	$(ROOM) $(TEST_VENV)/bin/python -m pytest -n $(WORKERS) --dist worksteal $(DEEP)

# The suite once more, with what it never reaches; to count the lines takes as long again as the tests.
coverage: $(TEST_VENV)/.installed
	$(TEST_VENV)/bin/python -m pytest -n 2 --dist worksteal --cov --cov-report=term:skip-covered

# Whole years of random acts and faults, each judged by an oracle of its own; KIND=gale plays another scenario.
simulate: $(TEST_VENV)/.installed
	$(TEST_VENV)/bin/python tests/simulation $(SEEDS) --kind $(KIND) $(if $(SERVER),--server $(SERVER))

# Ten thousand mails in a morning, by a process of its own: how many it has in hand, and what its memory grows by.
morning: $(TEST_VENV)/.installed
	$(ROOM) $(TEST_VENV)/bin/python tests/faults/morning.py 10000

# Bad input by chance: EXAMPLES times as much as in the suite, and other examples each time.
fuzz: $(TEST_VENV)/.installed
	EXAMPLES=$(EXAMPLES) $(TEST_VENV)/bin/python -m pytest -n 2 --dist loadfile tests/fuzz

# Timings, each as a ratio to a floor measured in the same run; BENCH="sqlite --quick" for some of it.
bench: $(BENCH_VENV)/.installed
	$(BENCH_VENV)/bin/python -m benchmarks $(BENCH)

# Real service requests at their real times: TICKETS=FILE.csv.
replay: $(TEST_VENV)/.installed
	$(TEST_VENV)/bin/python -m benchmarks.replay $(TICKETS)

# How well plans are read, against their truth: PLANS=DIR, left out: our own in many layouts.
plans: $(TEST_VENV)/.installed
	$(TEST_VENV)/bin/python -m benchmarks.plans $(PLANS)

# The pages that are made from the code.
docs: $(TEST_VENV)/.installed
	for page in settings cli language library layouts figures api http history; do $(TEST_VENV)/bin/python docs/$${page}_page.py || exit 1; done
	$(TEST_VENV)/bin/python docs/template_names.py

# The async door, with every verb of the engine.
aio: $(TEST_VENV)/.installed
	$(TEST_VENV)/bin/python tests/aio_module.py

# The Chinese of what people read, brought up to date with the code and compiled; it names what has none yet.
words: $(TEST_VENV)/.installed
	$(TEST_VENV)/bin/python tests/words/catalogue.py

# The frame of mails: its style sheet becomes the attributes that mail programs know.
frame: $(TEST_VENV)/.installed
	$(TEST_VENV)/bin/python tests/mail_frame.py

# Our Word templates, one for each kind of letter.
templates: $(TEST_VENV)/.installed
	$(TEST_VENV)/bin/python tests/word_templates.py

# A sample of every kind of letter, as Word, PDF and pictures, to be looked through: build/letters.
letters: $(TEST_VENV)/.installed
	$(TEST_VENV)/bin/python tests/letter_gallery.py

# Every message that the scenarios send in their examples, to be read through: build/gallery.html.
gallery: $(TEST_VENV)/.installed
	$(TEST_VENV)/bin/python tests/gallery.py

# The wheel, and beside it what it brings along: a bill of materials (CycloneDX) of a fresh environment with its extras.
wheel: $(TEST_VENV)/.installed
	rm -rf dist build/materials
	$(TEST_VENV)/bin/python -m build --wheel --outdir dist
	$(PYTHON) -m venv --without-pip build/materials
	$(TEST_VENV)/bin/python -m pip --python build/materials/bin/python install --quiet --disable-pip-version-check \
		"$$(echo dist/duban-*.whl)[office,postgres]"
	$(TEST_VENV)/bin/cyclonedx-py environment --mc-type library --pyproject pyproject.toml --output-reproducible \
		--output-file dist/duban.cdx.json build/materials

$(DEMO_VENV)/.installed: pyproject.toml
	$(PYTHON) -m venv $(DEMO_VENV)
	$(DEMO_VENV)/bin/python -m pip install --quiet --disable-pip-version-check --editable '.[office]'
	touch $@

$(TEST_VENV)/.installed: pyproject.toml
	$(PYTHON) -m venv $(TEST_VENV)
	$(TEST_VENV)/bin/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	touch $@

$(BENCH_VENV)/.installed: pyproject.toml
	$(PYTHON) -m venv $(BENCH_VENV)
	$(BENCH_VENV)/bin/python -m pip install --quiet --disable-pip-version-check --editable '.[dev,bench]'
	touch $@

clean:
	rm -rf $(DEMO_VENV) $(TEST_VENV) $(BENCH_VENV) build dist duban-demo .coverage* .mypy_cache .ruff_cache .pytest_cache .hypothesis
