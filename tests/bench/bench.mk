# SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception
#
# make bench: sekimori and clamav-milter, side by side, on this machine.
# Settings are environment variables: see tests/bench/run.sh.

BENCH_LOAD := $(BUILD)/tests/bench/milter-load

$(BENCH_LOAD): $(BUILD)/tests/bench/milter-load.o $(BUILD)/tests/bench/mta.o \
  $(call archive,base)
	$(if $(V),,@echo "  LINK  $@")
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^ $(call pkg,glib-2.0)

bench: $(BENCH_LOAD) $(PROGRAMS)
	$(Q)tests/bench/run.sh $(BUILD)

.PHONY: bench
