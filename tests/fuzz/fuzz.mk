# SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception
#
# make fuzz-replay feeds each fuzz target its seeds, without a fuzzer.

REPLAY := $(patsubst tests/fuzz/fuzz_%.c,$(BUILD)/tests/fuzz/replay_%, \
          $(sort $(wildcard tests/fuzz/fuzz_*.c)))

$(BUILD)/tests/fuzz/replay_%: $(BUILD)/tests/fuzz/fuzz_%.o \
  $(BUILD)/tests/fuzz/replay.o \
  $(foreach l,$(TEST_LAYERS),$(call archive,$(l)))
	$(if $(V),,@echo "  LINK  $@")
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $(filter %.o,$^) \
	  -Wl,--start-group $(filter %.a,$^) -Wl,--end-group $(TEST_LIBS)

fuzz-replay: $(REPLAY)
	prove -e '' $(REPLAY) :: tests/fuzz/seeds

unit-programs: $(REPLAY)
.SECONDARY: $(patsubst tests/fuzz/%.c,$(BUILD)/tests/fuzz/%.o, \
  $(wildcard tests/fuzz/*.c))
.PHONY: fuzz-replay
