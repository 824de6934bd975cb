# abm_kpi: builds, installs and tests the extension by PGXS.
EXTENSION = abm_kpi
EXTVERSION := $(shell sed -n "s/^default_version = '\(.*\)'/\1/p" abm_kpi.control)
FRAGMENTS := $(sort $(wildcard sql/install/*.sql))

MODULE_big = abm_kpi
OBJS := $(patsubst %.c,%.o,$(sort $(wildcard src/*.c src/math/*.c)))
DATA_built = sql/abm_kpi--$(EXTVERSION).sql
DATA = $(wildcard sql/abm_kpi--*--*.sql)
EXTRA_CLEAN = results tmp_check test/math/*.test

REGRESS := $(patsubst test/sql/%.sql,%,$(sort $(wildcard test/sql/*.sql)))
REGRESS_OPTS = --inputdir=test

# Results must not depend on the machine: no fused multiply-add, no -march=native.
OPTFLAGS ?=
PG_CONFIG ?= pg_config
PG_CFLAGS += -Wall -Wextra -ffp-contract=off $(OPTFLAGS)
# The server's headers as system headers: -Wextra is for our code.
PG_CPPFLAGS += -DABM_KPI_VERSION='"$(EXTVERSION)"' -I$(CURDIR)/src -isystem $(shell $(PG_CONFIG) --includedir-server)
SHLIB_LINK += -lm

PGXS := $(shell $(PG_CONFIG) --pgxs)
include $(PGXS)

$(OBJS): $(wildcard src/*.h src/math/*.h)

sql/abm_kpi--$(EXTVERSION).sql: $(FRAGMENTS) abm_kpi.control
	cat $(FRAGMENTS) >$@

# The pure mathematics, without a server: each test/math/x.c is a program that prints TAP.
MATH_TESTS := $(patsubst %.c,%.test,$(wildcard test/math/*.c))
test/math/%.test: test/math/%.c test/math/tap.h $(wildcard src/math/*.c src/math/*.h)
	$(CC) -std=c99 -g -O1 -Wall -Wextra -Werror -ffp-contract=off -Isrc -o $@ $< $(wildcard src/math/*.c) -lm

.PHONY: check-math bench bench-views dist
check-math: $(MATH_TESTS)
	@status=0; for t in $^; do ./$$t || status=1; done; exit $$status

bench:
	PG_CONFIG=$(PG_CONFIG) bench/run

bench-views:
	PG_CONFIG=$(PG_CONFIG) bench/views

dist:
	git archive --format=zip --prefix=abm_kpi-$(EXTVERSION)/ -o abm_kpi-$(EXTVERSION).zip HEAD
