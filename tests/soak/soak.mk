# SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception
#
# make soak: the gate under load while its inspectors are killed.
# SOAK_SECONDS: how long (300); SOAK_CONNECTIONS: how many at once (8).

SOAK_SECONDS ?= 300
SOAK_CONNECTIONS ?= 8

soak: $(PROGRAMS)
	BUILD=$(BUILD) tests/soak/soak.py $(SOAK_SECONDS) $(SOAK_CONNECTIONS)

.PHONY: soak
