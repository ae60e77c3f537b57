/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * document.c - what a reader of a document format hands over, in bounds.
 *
 * Runs in:  worker.
 * Trusts:   nothing.
 * Effects:  reads the monotonic clock; calls the sink.
 */
#include "documents/document.h"

#include <stdarg.h>
#include <string.h>

void document_problem(Document *document, ProblemKind kind,
		      const char *format, ...)
{
	g_autofree char *what = NULL;
	va_list args;

	va_start(args, format);
	what = g_strdup_vprintf(format, args);
	va_end(args);
	document->sink->problem(kind, what, document->data);
}

void document_limit(Document *document, const char *name, const char *what)
{
	if (!document->is_cut)
		document_problem(document, PROBLEM_LIMIT,
				 "%s: limit-%s reached; not read further",
				 what, name);
	document->is_cut = TRUE;
}

const char *document_open(Document *document, Lock **lock,
			  const char *const *known)
{
	g_autoptr(Lock) closed = g_steal_pointer(lock);
	Key key = keyring_open(document->keyring, closed, known);
	const char *gave_up = keyring_gave_up(document->keyring);

	if (key.word) {
		document->opened = MAX(document->opened, key.opened);
		return key.word;
	}
	if (gave_up)
		document->gave_up = gave_up;
	if (!document->lock)
		document->lock = g_steal_pointer(&closed);
	return NULL;
}

void document_close(Document *document, const char *scheme)
{
	document->is_encrypted = TRUE;
	document->scheme = scheme;
	document->protection = document->gave_up ? PROTECTION_UNKNOWN
						 : PROTECTION_SECRET;
}

Flow *document_flow(const Document *document, Place place, const char *unit)
{
	return flow_new(place, unit,
			(gsize)MIN(document->text_left, (guint64)G_MAXINT32));
}

void document_text(Document *document, const Flow *flow)
{
	gsize size = flow_size(flow);

	if (flow_is_cut(flow) || size > document->text_left)
		document_limit(document, "text-bytes", "text");
	if (size == 0)
		return;
	document->text_left -= MIN(size, document->text_left);
	document->sink->text(flow, document->data);
}

void document_note(Document *document, Place place, const char *where,
		   const char *text)
{
	g_autoptr(Flow) flow = document_flow(document, place, NULL);

	flow_at(flow, "%s", where);
	flow_put(flow, text, strlen(text));
	document_text(document, flow);
}

void document_sheet(Document *document, const char *name)
{
	document->sink->sheet(name, document->data);
}

gboolean document_cell(Document *document, guint row, guint column,
		       const char *text)
{
	if (document->cells_left == 0) {
		document_limit(document, "cells", "sheet");
		return FALSE;
	}
	document->cells_left--;
	document->sink->cell(row, column, text, document->data);
	return TRUE;
}

void document_sheet_end(Document *document)
{
	document->sink->sheet_end(document->data);
}

void document_property(Document *document, const char *name,
		       const char *value, const char *where)
{
	document->sink->property(name, value, where, document->data);
}

void document_metadata(Document *document, const guint8 *bytes, gsize size,
		       const char *where)
{
	document->sink->metadata(bytes, size, where, document->data);
}

void document_embedded(Document *document, const char *name,
		       const char *declared_type, const guint8 *bytes,
		       gsize size)
{
	document->sink->embedded(name, declared_type, bytes, size,
				 document->data);
}

gboolean document_goes_on(Document *document)
{
	if (g_get_monotonic_time() <= document->deadline_us)
		return TRUE;
	document_limit(document, "document-seconds", "document");
	return FALSE;
}

gboolean document_may_unpack(Document *document, guint64 size)
{
	if (size > document->bytes_left) {
		document_limit(document, "decoded-bytes", "document");
		return FALSE;
	}
	document->bytes_left -= size;
	return TRUE;
}

gboolean document_may_page(Document *document)
{
	if (document->pages_left == 0) {
		document_limit(document, "pages", "document");
		return FALSE;
	}
	document->pages_left--;
	return TRUE;
}

gboolean document_may_member(Document *document)
{
	if (document->members_left == 0) {
		document_limit(document, "parts", "document");
		return FALSE;
	}
	document->members_left--;
	return TRUE;
}
