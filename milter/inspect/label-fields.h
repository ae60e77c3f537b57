/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * label-fields.h - labels of standards in the header of one mail.
 */
#ifndef INSPECT_LABEL_FIELDS_H
#define INSPECT_LABEL_FIELDS_H

#include "inspect/inspection.h"
#include "labels/labels.h"

/* The header of one mail, or nested mail, while its fields come by. */
typedef struct LabelFields {
	Inspection *inspection;
	const char *part;
	Msip *msip;
	guint pspf_count;
	guint sio_count;
	char *pspf_field;	/* class, folded; nullable */
	char *pspf_subject;
	const Level *in_field;	/* highest so far; nullable */
	const Level *in_subject;
} LabelFields;

/* Both are borrowed as long as @fields lives. */
void label_fields_init(LabelFields *fields, Inspection *inspection,
		       const char *part);
void label_fields_clear(LabelFields *fields);

/* Any field of the header, Subject too; @raw as it stands there. */
void label_fields_read(LabelFields *fields, const char *name,
		       const char *raw);

/* What takes all fields to be told. ->in_field holds from then on. */
void label_fields_end(LabelFields *fields);

#endif
