/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * fuzz_odf.c - OpenDocument: a first byte of 'F' means a flat file, any
 * other a package. None is secret in which libarchive finds XML.
 */
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <archive.h>
#include <archive_entry.h>

#include "containers/archive.h"
#include "documents/formats.h"
#include "documents/xml.h"
#include "text/charset.h"

#include "document-drain.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

/* Neither description nor signature. */
static gboolean is_content(const char *name)
{
	return name && strcmp(name, "manifest.rdf") != 0 &&
	       g_ascii_strcasecmp(name, "META-INF/manifest.xml") != 0 &&
	       !g_str_has_suffix(name, "signatures.xml");
}

static gboolean shows_xml(const uint8_t *bytes, size_t size)
{
	struct archive *from = archive_read_new();
	struct archive_entry *entry;
	gboolean shows = FALSE;

	archive_read_support_format_zip(from);
	if (archive_read_open_memory(from, bytes, size) != ARCHIVE_OK) {
		archive_read_free(from);
		return FALSE;
	}
	while (!shows &&
	       archive_read_next_header(from, &entry) == ARCHIVE_OK) {
		char begin[5];

		shows = is_content(archive_entry_pathname(entry)) &&
			archive_read_data(from, begin, sizeof begin) ==
				sizeof begin &&
			memcmp(begin, "<?xml", sizeof begin) == 0;
	}
	archive_read_free(from);
	return shows;
}

static void read_package(Document *document, const uint8_t *bytes,
			 size_t size)
{
	g_autoptr(Keyring) keyring = keyring_new(10, G_USEC_PER_SEC);

	document->keyring = keyring;
	odf_read(document, bytes, size);
	g_assert_true(document->scheme || !document->is_encrypted);
	if (document->is_encrypted &&
	    document->protection == PROTECTION_SECRET)
		g_assert_false(shows_xml(bytes, size));
	document->keyring = NULL;
	lock_free(document->lock);
	document->lock = NULL;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	static gboolean warm;
	Document document = drain_document();

	if (!warm) {
		charset_warm_up();
		archive_warm_up();
		xml_warm_up();
		warm = TRUE;
	}
	document.bytes_left = 4 << 20;
	document.text_left = 1 << 20;
	if (size == 0)
		return 0;
	if (bytes[0] == 'F')
		(void)flat_odf_read(&document, bytes + 1, size - 1);
	else
		read_package(&document, bytes, size);
	g_assert_cmpuint(document.bytes_left, <=, 4 << 20);
	return 0;
}
