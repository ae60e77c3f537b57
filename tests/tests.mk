# SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception
#
# Unit tests: one program for each tests/unit/test_<layer>_<module>.c, linked
# with every layer (of gateway, with what needs no MTA library). They speak
# TAP; prove runs them.

UNIT     := $(patsubst tests/unit/%.c,$(BUILD)/tests/unit/%, \
            $(sort $(wildcard tests/unit/test_*.c)))
TEST_LAYERS := gateway ctl mta act worker inspect documents labels containers \
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
	prove -e '' -j2 $(UNIT) :: --tap

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
# Two files at once: they wait more than they work.
test-process: all
	BUILD=$(BUILD) $(PROVE) -j2 tests/process

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
