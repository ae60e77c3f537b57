/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * documents.c - the document formats, and which reader knows which.
 *
 * Runs in:  keeper (warm-up), worker.
 * Trusts:   nothing.
 * Effects:  loads libraries' tables at warm-up.
 */
#include "documents/documents.h"

#include <string.h>

#include "documents/formats.h"
#include "documents/ole.h"
#include "documents/salvage.h"
#include "documents/xml.h"

/* The first whose prefix fits @type. */
static const struct {
	const char *prefix;
	void (*read)(Document *document, const guint8 *bytes, gsize size);
} readers[] = {
	{ "application/ms-tnef", tnef_read },
	{ "application/rtf", rtf_read },
	{ "application/x-ole-storage", ole_read },
	{ "application/pdf", pdf_read },
	{ "application/vnd.openxmlformats-", ooxml_read },
	{ "application/vnd.ms-visio.", ooxml_read },
	{ "application/vnd.oasis.opendocument", odf_read },
	{ "application/vnd.sun.xml", odf_read },
	{ NULL, NULL }
};

static guint reader_of(const char *type)
{
	guint i = 0;

	while (readers[i].prefix && !g_str_has_prefix(type, readers[i].prefix))
		i++;
	return i;
}

void documents_warm_up(void)
{
	cfb_warm_up();
	salvage_warm_up();
	pdf_warm_up();
	xml_warm_up();
}

gboolean documents_take(const char *type)
{
	return readers[reader_of(type)].read != NULL;
}

void documents_read(Document *document, const char *type,
		    const guint8 *bytes, gsize size)
{
	readers[reader_of(type)].read(document, bytes, size);
}
