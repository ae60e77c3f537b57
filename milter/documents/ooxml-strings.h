/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * ooxml-strings.h - the strings that the cells of a workbook share.
 */
#ifndef DOCUMENTS_OOXML_STRINGS_H
#define DOCUMENTS_OOXML_STRINGS_H

#include <glib.h>

#include "documents/document.h"

typedef struct Strings Strings;

Strings *strings_new(void);
void strings_free(Strings *strings);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Strings, strings_free)

/* Within what text the document may still have; FALSE: no more. */
gboolean strings_add(Strings *strings, Document *document, const char *text,
		     gsize size);

/* The string of that number, which is then shown by a cell. Valid until the
 * next one is added. (transfer none) (nullable) */
const char *strings_show(Strings *strings, guint64 index);

/* Hands those over that no cell showed, as cells of a sheet of their own:
 * whoever renames the part hides nothing. */
void strings_show_rest(Strings *strings, Document *document);

#endif
