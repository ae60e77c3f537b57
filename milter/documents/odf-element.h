/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * odf-element.h - which elements of OpenDocument mean something to us.
 */
#ifndef DOCUMENTS_ODF_ELEMENT_H
#define DOCUMENTS_ODF_ELEMENT_H

#include <glib.h>

typedef enum {
	ODF_OTHER,	/* transparent: what is in it counts where it stands */
	ODF_INLINE,	/* does not end a text that is no paragraph */
	ODF_PARAGRAPH,
	ODF_SPACES,
	ODF_TAB,
	ODF_BREAK,
	ODF_BESIDE,	/* ruby: a line of its own beside the paragraph */
	ODF_DROPPED,	/* no text in there */
	ODF_HEADER,	/* of pages */
	ODF_FOOTER,
	ODF_PAGE_FIELD,	/* header and footer of slides, declared once */
	ODF_MASTER,
	ODF_SHAPE,
	ODF_TEXT_BOX,
	ODF_ALTERNATIVE,
	ODF_NOTE,
	ODF_COMMENT,
	ODF_DELETED,
	ODF_SECTION,
	ODF_SLIDE,
	ODF_SLIDE_NOTES,
	ODF_SHEETS,	/* tables in there are sheets */
	ODF_TABLE,
	ODF_ROW,
	ODF_CELL,
	ODF_META,
	ODF_USER_DEFINED,
	ODF_BINARY,
	ODF_HIDDEN,	/* text in attributes */
	ODF_KIND_COUNT
} OdfKind;

/* By name and namespace, of OpenDocument and of OpenOffice.org 1. */
OdfKind odf_element_kind(const char *name, const char *space);

#endif
