# Trợ lý công vụ: mọi lệnh tự cài đặt những gì nó cần.
.DEFAULT_GOAL := help
.PHONY: help demo test check eval

help: ## liệt kê các lệnh này
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: ## thành phố mẫu và máy chủ tại http://127.0.0.1:8000 (ARGS=--once: trả lời một câu hỏi nói rồi thôi)
	@.ci/setup base
	@.venv/bin/troly demo $(ARGS)

test: ## mọi kiểm thử, kể cả với mô hình, giọng đọc và trình duyệt thật (ARGS: thêm cho pytest)
	@.ci/setup dev
	@.ci/postgres .venv/bin/python -m pytest -n 2 --dist loadfile -m "not real" $(ARGS) || [ $$? = 5 ]
	@.ci/postgres .venv/bin/python -m pytest -m real $(ARGS) || [ $$? = 5 ]

check: ## định dạng, ruff, mypy --strict và các kiểm thử nhanh
	@.ci/setup dev
	.venv/bin/ruff format --check .
	.venv/bin/ruff check .
	.venv/bin/mypy
	.ci/postgres .venv/bin/python -m pytest -n 2 -m "not real and not slow" $(ARGS)

eval: ## chấm toàn bộ câu hỏi của dự án trên thành phố mẫu; báo cáo trong var/eval/report (ARGS: thêm cho troly eval)
	@.ci/setup base
	@.venv/bin/python -m eval.home var/eval/home
	@TROLY_HOME=var/eval/home .venv/bin/troly eval eval/questions/*.jsonl --report var/eval/report $(ARGS)
