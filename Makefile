# SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception
#
# make              build the three programs into build/
# make test         install what is missing, build, run all tests
# make demo         install what is missing, build, show a real mail server
# make install      programs, configuration, man pages, systemd unit
# make lint bench bench-confinement soak man uninstall clean fuzz fuzz-NAME
#
# Knobs: V=1  SANITIZE=address,undefined  WERROR=1  CC=clang
#        DESTDIR PREFIX SYSCONFDIR UNITDIR

comma    := ,
BUILD    ?= build$(if $(SANITIZE),-$(subst $(comma),-,$(SANITIZE)))
PREFIX   ?= /usr/local
BINDIR   ?= $(PREFIX)/bin
SBINDIR  ?= $(PREFIX)/sbin
MANDIR   ?= $(PREFIX)/share/man
UNITDIR  ?= $(PREFIX)/lib/systemd/system
SYSCONFDIR ?= $(if $(filter /usr,$(PREFIX)),/etc,$(PREFIX)/etc)
Q        := $(if $(V),,@)
VERSION  := 0.1.0

# Keep a flag only if this compiler takes it; clang 14 lacks some of gcc 12's.
try       = $(shell $(CC) -Werror $(1) -x c -c /dev/null -o /dev/null \
              2>/dev/null && echo $(1))

HARDEN   := -fstack-protector-strong -fno-common -fPIE \
            $(foreach f,-fstack-clash-protection -fcf-protection=full \
              -ftrivial-auto-var-init=zero,$(call try,$(f)))
OPTIMIZE := $(if $(SANITIZE),-O1 -g -fno-omit-frame-pointer \
              -fsanitize=$(SANITIZE) -fno-sanitize-recover=all, \
              -O2 -g -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3)
WARN     := -Wall -Wextra -Wpedantic -Wshadow -Wconversion \
            -Wno-sign-conversion -Wstrict-prototypes -Wmissing-prototypes \
            -Wold-style-definition -Wformat=2 -Wvla -Wwrite-strings \
            -Wcast-qual -Wpointer-arith -Wundef -Wimplicit-fallthrough \
            -Wnull-dereference -Wredundant-decls $(if $(WERROR),-Werror)

PACKAGES := glib-2.0 gmime-3.0 libcrypto libclamav libarchive libconfuse \
            jansson libxml-2.0 zlib libgsf-1 poppler-glib libqpdf \
            libpcre2-8 liblzma libseccomp libmicrohttpd
# Library headers are not ours to warn about.
LIB_CFLAGS := $(patsubst -I%,-isystem%, \
              $(shell pkg-config --cflags $(PACKAGES) 2>/dev/null))

CFLAGS   ?=
ALL_CFLAGS = -std=c17 $(OPTIMIZE) $(HARDEN) $(WARN) -pthread \
            -D_GNU_SOURCE -DSEKIMORI_VERSION='"$(VERSION)"' \
            -DSEKIMORI_SYSCONFDIR='"$(SYSCONFDIR)"' \
            -DSEKIMORI_SBINDIR='"$(SBINDIR)"' \
            -Imilter $(LIB_CFLAGS) $(CFLAGS)
BANNED   := -include milter/base/banned.h
ALL_LDFLAGS = -pie -Wl,-z,relro,-z,now,-z,noexecstack,--as-needed -pthread \
            $(if $(SANITIZE),-fsanitize=$(SANITIZE)) $(LDFLAGS)

pkg       = $(shell pkg-config --libs $(1) 2>/dev/null)

LAYERS   := base mail findings policy audit text marks locks containers \
            documents labels inspect worker encrypt act config gateway mta ctl
objects   = $(patsubst %.c,$(BUILD)/%.o,$(sort $(wildcard milter/$(1)/*.c)))
archive   = $(BUILD)/lib$(1).a

# What each program is made of; the linker keeps the parsers of mail content
# out of the process that the MTA talks to.
MILTER_LAYERS    := gateway act worker config encrypt audit policy findings \
                    mail base
MILTER_LIBS       = -lmilter $(call pkg,libconfuse jansson libcrypto \
                    libmicrohttpd glib-2.0)
INSPECTOR_LAYERS := worker inspect documents labels containers locks marks text \
                    findings base
INSPECTOR_LIBS    = $(call pkg,gmime-3.0 libclamav libarchive libxml-2.0 \
                    libcrypto jansson zlib libgsf-1 poppler-glib libqpdf \
                    libpcre2-8 liblzma libseccomp glib-2.0)
TOOL_LAYERS      := ctl mta act worker config encrypt audit policy findings \
                    mail base
TOOL_LIBS         = $(call pkg,libconfuse jansson libcrypto glib-2.0)

PROGRAMS := $(addprefix $(BUILD)/,sekimori-milter sekimori-inspector sekimori)

all: $(PROGRAMS)

$(BUILD)/%.o: %.c
	@mkdir -p $(@D)
	$(if $(V),,@echo "  CC    $<")
	$(Q)$(CC) $(ALL_CFLAGS) $(BANNED) -MMD -MP -c $< -o $@

# Folders are compiled in: `make install PREFIX=/usr` after `make` builds
# again what knows them.
$(BUILD)/folders: always
	@mkdir -p $(@D)
	@echo '$(SYSCONFDIR) $(SBINDIR)' | cmp -s - $@ || \
	  echo '$(SYSCONFDIR) $(SBINDIR)' >$@
$(BUILD)/milter/sekimori-milter.o $(BUILD)/milter/worker/inspector-path.o \
  $(call objects,ctl): $(BUILD)/folders

define layer
$(call archive,$(1)): $(call objects,$(1))
	@mkdir -p $$(@D)
	$(Q)rm -f $$@ && $(AR) rcs $$@ $$^
endef
$(foreach l,$(LAYERS),$(eval $(call layer,$(l))))

# $(1) program, $(2) layers, $(3) name of the variable with libraries
define program
$(BUILD)/$(1): $(BUILD)/milter/$(1).o $(foreach l,$(2),$(call archive,$(l)))
	$(if $(V),,@echo "  LINK  $$@")
	$(Q)$(CC) $(ALL_LDFLAGS) -o $$@ $$(filter %.o,$$^) \
	  -Wl,--start-group $$(filter %.a,$$^) -Wl,--end-group $$($(3))
endef
$(eval $(call program,sekimori-milter,$(MILTER_LAYERS),MILTER_LIBS))
$(eval $(call program,sekimori-inspector,$(INSPECTOR_LAYERS),INSPECTOR_LIBS))
$(eval $(call program,sekimori,$(TOOL_LAYERS),TOOL_LIBS))

include tests/tests.mk

include contrib/install.mk

clean:
	rm -rf build build-*

.PHONY: all always clean
.DELETE_ON_ERROR:
-include $(shell find $(BUILD) -type f -name '*.d' 2>/dev/null)
