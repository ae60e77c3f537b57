/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * sensitivity.c - the header field Sensitivity (RFC 2156 5.3.4, RFC 4021).
 *
 * Runs in:  worker.
 * Trusts:   nothing.
 * Effects:  none.
 */
#include "labels/labels.h"

void sensitivity_read(const char *text, Labels *out)
{
	static const char *const words[] = {
		"Personal", "Private", "Company-Confidential",
	};
	g_autofree char *value = g_strstrip(g_strdup(text));

	if (!*value)
		return;
	for (guint i = 0; i < G_N_ELEMENTS(words); i++) {
		if (g_ascii_strcasecmp(value, words[i]) == 0) {
			label_value(labels_add(out, STANDARD_SENSITIVITY,
					       value), "%s", words[i]);
			return;
		}
	}
	labels_defect(out, STANDARD_SENSITIVITY, "not a word of RFC 2156");
	/* It may be mapped all the same. */
	label_value(labels_add(out, STANDARD_SENSITIVITY, value), "%s", value);
}
