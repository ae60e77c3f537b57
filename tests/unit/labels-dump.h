/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * labels-dump.h - what a reader of labels says, on one line.
 */
#ifndef TESTS_UNIT_LABELS_DUMP_H
#define TESTS_UNIT_LABELS_DUMP_H

#include "labels/labels.h"

/* "pspf:PROTECTED{CAVEAT=C:X} msip:guid|Name !sio: what is wrong" */
static inline char *dumped(const Labels *labels)
{
	GString *out = g_string_new(NULL);

	for (guint i = 0; i < labels->labels->len; i++) {
		const Label *label = labels->labels->pdata[i];

		g_string_append_printf(out, "%s%s:", out->len > 0 ? " " : "",
				       label_standard_name(label->standard));
		for (guint k = 0; k < label->values->len; k++)
			g_string_append_printf(out, "%s%s", k > 0 ? "|" : "",
				(const char *)label->values->pdata[k]);
		for (guint k = 0; k < label->restrictions->len; k++)
			g_string_append_printf(out, "{%s}", (const char *)
				label->restrictions->pdata[k]);
	}
	for (guint i = 0; i < labels->defects->len; i++) {
		const LabelDefect *defect = labels->defects->pdata[i];

		g_string_append_printf(out, "%s!%s: %s",
				       out->len > 0 ? " " : "",
				       label_standard_name(defect->standard),
				       defect->what);
	}
	return g_string_free(out, FALSE);
}

#endif
