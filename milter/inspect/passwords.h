/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * passwords.h - words of a mail that may open what is closed in it.
 */
#ifndef INSPECT_PASSWORDS_H
#define INSPECT_PASSWORDS_H

#include "inspect/inspection.h"

/* Looks at a text that stands at @place. */
void passwords_text(Inspection *inspection, Place place, const char *text);

/* Where the last word for password stood in a sheet. */
typedef struct PasswordCell {
	gboolean is_set;
	guint row;
	guint column;
} PasswordCell;

/* Looks at a cell: the password may stand in the one beside or below. */
void passwords_cell(Inspection *inspection, PasswordCell *last, guint row,
		    guint column, const char *text);

#endif
