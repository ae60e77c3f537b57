# SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception
#
# make man, make install, make uninstall. Pages and unit name the folders of
# this very installation; the settings in sekimori.conf(5) are what the
# program itself says of them.

PAGES    := sekimori.1 sekimori.conf.5 sekimori-inspector.8 sekimori-milter.8
MAN      := $(addprefix $(BUILD)/man/,$(PAGES))
CONFIG   := $(DESTDIR)$(SYSCONFDIR)/sekimori/sekimori.conf
fill      = sed -e 's|@SYSCONFDIR@|$(SYSCONFDIR)|g' \
            -e 's|@SBINDIR@|$(SBINDIR)|g'

man: $(MAN)

$(BUILD)/man/settings: $(BUILD)/sekimori contrib/man/settings.awk
	@mkdir -p $(@D)
	$(Q)LC_ALL=C $(BUILD)/sekimori config --explain >$@.text
	$(Q)LC_ALL=C awk -f contrib/man/settings.awk $@.text >$@

$(BUILD)/man/%: contrib/man/% $(BUILD)/man/settings $(BUILD)/folders
	$(Q)$(fill) -e '/^@SETTINGS@$$/{r $(BUILD)/man/settings' -e 'd;}' \
	  $< >$@

# A configuration that is there already is never touched.
install: all man
	install -d $(DESTDIR)$(BINDIR) $(DESTDIR)$(SBINDIR) \
	  $(DESTDIR)$(UNITDIR) $(dir $(CONFIG))
	install -m 755 $(BUILD)/sekimori $(DESTDIR)$(BINDIR)
	install -m 755 $(BUILD)/sekimori-milter $(BUILD)/sekimori-inspector \
	  $(DESTDIR)$(SBINDIR)
	$(Q)for page in $(PAGES); do \
	  install -D -m 644 $(BUILD)/man/$$page \
	    $(DESTDIR)$(MANDIR)/man$${page##*.}/$$page || exit 1; done
	$(Q)sed -e 's|/usr/local/sbin|$(SBINDIR)|' \
	  contrib/systemd/sekimori-milter.service \
	  >$(BUILD)/sekimori-milter.service
	install -m 644 $(BUILD)/sekimori-milter.service $(DESTDIR)$(UNITDIR)
	$(Q)if [ ! -e $(CONFIG) ]; then \
	  install -m 644 conf/sekimori.conf $(CONFIG); \
	elif ! cmp -s conf/sekimori.conf $(CONFIG); then \
	  install -m 644 conf/sekimori.conf $(CONFIG).new; \
	  echo '$(CONFIG) is kept; the new default is beside it (.new)'; fi

# Configuration and record stay.
uninstall:
	rm -f $(DESTDIR)$(BINDIR)/sekimori \
	  $(DESTDIR)$(SBINDIR)/sekimori-milter \
	  $(DESTDIR)$(SBINDIR)/sekimori-inspector \
	  $(DESTDIR)$(UNITDIR)/sekimori-milter.service
	$(Q)for page in $(PAGES); do \
	  rm -f $(DESTDIR)$(MANDIR)/man$${page##*.}/$$page; done

.PHONY: man install uninstall
