# SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception
#
# Unit tests: one program for each tests/unit/test_<layer>_<module>.c, linked
# with every layer (of gateway, with what needs no MTA library). They speak
# TAP; prove runs them.

UNIT     := $(patsubst tests/unit/%.c,$(BUILD)/tests/unit/%, \
            $(sort $(wildcard tests/unit/test_*.c)))
TEST_LAYERS := gateway ctl act worker inspect documents labels containers \
               locks marks text config encrypt audit policy findings mail base
TEST_LIBS = $(call pkg,$(PACKAGES))

$(BUILD)/tests/unit/test_%: $(BUILD)/tests/unit/test_%.o \
  $(foreach l,$(TEST_LAYERS),$(call archive,$(l)))
	$(if $(V),,@echo "  LINK  $@")
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $(filter %.o,$^) \
	  -Wl,--start-group $(filter %.a,$^) -Wl,--end-group $(TEST_LIBS)

unit-programs: $(UNIT)
# Kept, or every run would compile them again.
.SECONDARY: $(addsuffix .o,$(UNIT))
unit: $(UNIT)
	prove -e '' $(UNIT) :: --tap

# make fuzz-NAME runs tests/fuzz/fuzz_NAME.c; needs clang. FUZZ_TIME seconds.
FUZZ_TIME ?= 60
FUZZ_DIR := build-fuzz
fuzz-%: tests/fuzz/fuzz_%.c
	$(Q)$(MAKE) BUILD=$(FUZZ_DIR) CC=clang SANITIZE=fuzzer-no-link,address,undefined \
	  $(FUZZ_DIR)/tests/fuzz/fuzz_$*
	mkdir -p $(FUZZ_DIR)/corpus/$* tests/fuzz/seeds/$*
	$(FUZZ_DIR)/tests/fuzz/fuzz_$* -max_total_time=$(FUZZ_TIME) -timeout=20 \
	  -rss_limit_mb=2560 -print_final_stats=1 \
	  $(FUZZ_DIR)/corpus/$* tests/fuzz/seeds/$*

$(FUZZ_DIR)/tests/fuzz/fuzz_%: $(FUZZ_DIR)/tests/fuzz/fuzz_%.o \
  $(patsubst %,$(FUZZ_DIR)/lib%.a,$(TEST_LAYERS))
	$(Q)clang $(ALL_LDFLAGS) -fsanitize=fuzzer -o $@ $(filter %.o,$^) \
	  -Wl,--start-group $(filter %.a,$^) -Wl,--end-group $(TEST_LIBS)

.PHONY: unit unit-programs
include tests/bench/bench.mk
include tests/fuzz/fuzz.mk
include tests/soak/soak.mk

# ---- all tests --------------------------------------------------------------
# What prove runs beside the unit tests: the wire, real MTAs, the processes.
# They start servers of their own on loopback ports and end them again.
PROVE    := prove -e '' --timer --directives
test:
	@tests/tools/install-packages build test
	$(Q)$(MAKE) --no-print-directory -j$$(nproc) all unit-programs
	$(Q)$(MAKE) test-unit test-wire test-mta test-process test-matrix

test-unit: unit fuzz-replay
test-wire: all
	BUILD=$(BUILD) $(PROVE) tests/milter
test-mta: all
	BUILD=$(BUILD) $(PROVE) tests/mta
test-process: all
	BUILD=$(BUILD) $(PROVE) tests/process

test-matrix: all
	BUILD=$(BUILD) $(PROVE) tests/matrix

demo:
	@tests/tools/install-packages build demo
	$(Q)$(MAKE) --no-print-directory -j$$(nproc) all
	@BUILD=$(BUILD) tests/demo/demo

lint:
	@tests/tools/install-packages build lint
	@tests/lint/lint

.PHONY: test test-unit test-wire test-mta test-process test-matrix demo lint

# For tests/lint/lint: what a header is compiled with.
print-flags:
	@echo $(ALL_CFLAGS)
