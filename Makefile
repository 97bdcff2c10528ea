# The commands that people type. `make` alone runs the main job.

.PHONY: demo test lint slides audit bench bench-class explore

demo: ## Judge the reference, the untouched stubs, and a program with one mistake
	cargo lab check echo --solution
	cargo lab check echo || test $$? -eq 1
	cargo lab check echo --wrong lossy-utf8 || test $$? -eq 1
	cargo lab check threaded-echo --solution
	cargo lab check lock-counter --solution
	cargo lab check lock-counter --wrong two-acquisitions || test $$? -eq 1
	cargo lab check calculator --solution

# The simulated machine and its driver are a workspace of their own.
EXPLORER = --manifest-path harness/explorer/Cargo.toml
EXPLORER_TARGET = --target-dir target/lab/explorer/target

test: ## All tests of the kit, and the audit of its grader
	cargo test --features harness/class
	cargo test $(EXPLORER) $(EXPLORER_TARGET)
	$(MAKE) audit

lint:
	cargo fmt --all --check
	cargo clippy --workspace --all-targets -- --deny warnings
	cargo clippy --workspace --all-targets --features harness/class -- --deny warnings
	cargo fmt $(EXPLORER) --all --check
	cargo clippy $(EXPLORER) $(EXPLORER_TARGET) --all-targets -- --deny warnings

slides: ## The lecture, as a page and (where there is a Chromium) as a PDF, in slides/dist/
	cargo run --package slides
	cd slides && npm ci --no-audit --no-fund
	cd slides && npx marp lecture.md --output dist/lecture.html
	cd slides && if [ -n "$$CHROME_PATH" ] || command -v chromium || command -v google-chrome; \
	then npx marp lecture.md --pdf --output dist/lecture.pdf; \
	else echo 'no PDF: there is no Chromium here, and CHROME_PATH names none'; fi

audit: ## Stubs score next to nothing, solutions everything, each wrong program is caught
	cargo lab audit

bench: ## Times and memory, as ratios measured in one run
	cargo run --release --package harness --features class --example bench

explore: ## Twenty seeds of each: right servers never fail, each fault is found, and what it costs
	cargo run --release --package harness --example explore

bench-class: ## A class of 200: scores, time beside rustc alone and beside the usual way, memory
	cargo run --release --package harness --features class --example bench_class
