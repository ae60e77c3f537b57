# SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception
#
# make fuzz-replay feeds each fuzz target its seeds, without a fuzzer.
# make fuzz runs every target under a fuzzer, ASan and UBSan: FUZZ_MINUTES of
# CPU time each, four times that for those that are attacked first;
# make fuzz-NAME one of them. Both need clang.

FUZZ_MINUTES ?= 5
FUZZ_JOBS    ?= $(shell nproc)
FUZZ_DIR     := build-fuzz
FUZZ_NAMES   := $(patsubst tests/fuzz/fuzz_%.c,%, \
                $(sort $(wildcard tests/fuzz/fuzz_*.c)))
FUZZ_BUILD   := BUILD=$(FUZZ_DIR) CC=clang \
                SANITIZE=fuzzer-no-link,address,undefined

fuzz:
	$(Q)$(MAKE) $(FUZZ_BUILD) \
	  $(FUZZ_NAMES:%=$(FUZZ_DIR)/tests/fuzz/fuzz_%)
	tests/fuzz/run.py $(FUZZ_DIR) $(FUZZ_MINUTES) $(FUZZ_JOBS)

fuzz-%: tests/fuzz/fuzz_%.c
	$(Q)$(MAKE) $(FUZZ_BUILD) $(FUZZ_DIR)/tests/fuzz/fuzz_$*
	tests/fuzz/run.py $(FUZZ_DIR) $(FUZZ_MINUTES) 1 $*

$(FUZZ_DIR)/tests/fuzz/fuzz_%: $(FUZZ_DIR)/tests/fuzz/fuzz_%.o \
  $(FUZZ_DIR)/tests/fuzz/asan.o $(FUZZ_DIR)/tests/fuzz/lsan.o \
  $(patsubst %,$(FUZZ_DIR)/lib%.a,$(TEST_LAYERS))
	$(Q)clang $(ALL_LDFLAGS) -fsanitize=fuzzer \
	  -Wl,--wrap=gsf_infile_msole_new -o $@ $(filter %.o,$^) \
	  -Wl,--start-group $(filter %.a,$^) -Wl,--end-group $(TEST_LIBS)

REPLAY := $(patsubst tests/fuzz/fuzz_%.c,$(BUILD)/tests/fuzz/replay_%, \
          $(sort $(wildcard tests/fuzz/fuzz_*.c)))

$(BUILD)/tests/fuzz/replay_%: $(BUILD)/tests/fuzz/fuzz_%.o \
  $(BUILD)/tests/fuzz/replay.o $(BUILD)/tests/fuzz/asan.o \
  $(foreach l,$(TEST_LAYERS),$(call archive,$(l)))
	$(if $(V),,@echo "  LINK  $@")
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $(filter %.o,$^) \
	  -Wl,--start-group $(filter %.a,$^) -Wl,--end-group $(TEST_LIBS)

fuzz-replay: $(REPLAY)
	prove -e '' $(REPLAY) :: tests/fuzz/seeds

unit-programs: $(REPLAY)
.SECONDARY: $(patsubst tests/fuzz/%.c,$(BUILD)/tests/fuzz/%.o, \
  $(wildcard tests/fuzz/*.c))
.PHONY: fuzz fuzz-replay
