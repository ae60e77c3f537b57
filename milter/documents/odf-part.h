/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * odf-part.h - one XML file of an OpenDocument package, or a flat one.
 */
#ifndef DOCUMENTS_ODF_PART_H
#define DOCUMENTS_ODF_PART_H

#include "documents/document.h"
#include "documents/xml.h"

typedef struct OdfPart OdfPart;

/*
 * Begins to read the part called @name ("content.xml", "Object 1/styles.xml";
 * "" for a file that is the whole document). What kind of part it is its
 * root element tells.
 */
OdfPart *odf_part_new(Document *document, const char *name);
void odf_part_free(OdfPart *part);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(OdfPart, odf_part_free)

/* Block by block. FALSE: nothing more will come of it. */
gboolean odf_part_feed(OdfPart *part, const guint8 *bytes, gsize size);

/* Hands over what was collected, and says what was wrong with the XML. */
void odf_part_finish(OdfPart *part);

#endif
