/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * labelling.h - labels of standards, wherever a mail has them, as findings.
 *
 * A label that maps to a level is a mark; one of a configured standard that
 * is malformed, or that no section knows, is a problem. Labels of standards
 * that are not configured do not exist here.
 */
#ifndef INSPECT_LABELLING_H
#define INSPECT_LABELLING_H

#include "containers/judgement.h"
#include "inspect/inspection.h"
#include "labels/labels.h"

/*
 * A property of the document @part, and XML that came with it. Pairs that
 * make up a label are kept until labels_document_end(), which must follow,
 * documents within documents before it or not. @where is nullable.
 */
void labels_property(Inspection *inspection, const char *part,
		     const char *name, const char *value, const char *where);
void labels_metadata(Inspection *inspection, const char *part,
		     const guint8 *bytes, gsize size, const char *where);
void labels_document_end(Inspection *inspection, const char *part);

/* Lines of a text that are labels (TLP). @name, @where: as of a mark. */
void labels_text(Inspection *inspection, Place place, const char *part,
		 const char *name, const char *text, const char *where);

/* Labels among the signed attributes of a CMS object. */
void labels_signed(Inspection *inspection, const char *part,
		   const Judgement *judgement);

/* Where labels were found, as of a mark. */
typedef struct LabelPlace {
	Place place;
	const char *part;
	const char *name;	/* nullable */
	const char *where;	/* nullable */
} LabelPlace;

/*
 * Marks, restrictions and problems of @labels. Returns: the highest level;
 * NULL where there is none. *ret_differ, where not NULL: labels that mean
 * something do not mean the same. (transfer none) (nullable)
 */
const Level *labels_judge(Inspection *inspection, const LabelPlace *place,
			  const Labels *labels, gboolean *ret_differ);

/* Frees what an inspection that ended early has kept. */
void labelling_free(GHashTable *documents);

#endif
