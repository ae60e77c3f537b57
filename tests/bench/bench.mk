# SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception
#
# make bench: sekimori and clamav-milter, side by side, on this machine.
# Settings are environment variables: see tests/bench/run.sh.

BENCH_LOAD := $(BUILD)/tests/bench/milter-load

$(BENCH_LOAD): $(BUILD)/tests/bench/milter-load.o $(BUILD)/tests/bench/mta.o \
  $(call archive,base)
	$(if $(V),,@echo "  LINK  $@")
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^ $(call pkg,glib-2.0)

BENCH_DOCUMENTS := $(BUILD)/tests/bench/documents
$(BENCH_DOCUMENTS): $(BUILD)/tests/bench/documents.o \
  $(foreach l,$(TEST_LAYERS),$(call archive,$(l)))
	$(if $(V),,@echo "  LINK  $@")
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $(filter %.o,$^) \
	  -Wl,--start-group $(filter %.a,$^) -Wl,--end-group $(TEST_LIBS)

bench: $(BENCH_LOAD) $(PROGRAMS) bench-documents bench-protection
	$(Q)tests/bench/run.sh $(BUILD)

# What it costs to read a document; part of make bench.
bench-documents: $(BENCH_DOCUMENTS)
	$(Q)tests/bench/documents.py $(BENCH_DOCUMENTS) $(BUILD)/bench/documents

# And to judge what is closed.
bench-protection: $(BENCH_DOCUMENTS)
	$(Q)tests/bench/protection.py $(BENCH_DOCUMENTS) $(BUILD)/bench/protection

.PHONY: bench bench-documents bench-protection

bench-confinement: $(BENCH_LOAD) $(PROGRAMS)
	tests/bench/confinement.sh $(BUILD)

.PHONY: bench-confinement
