/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * defects.h - what is wrong with the structure of a mail.
 */
#ifndef INSPECT_DEFECTS_H
#define INSPECT_DEFECTS_H

#include <gmime/gmime.h>

#include "inspect/inspection.h"

/* Where the defects of what is being parsed go. All borrowed. */
typedef struct Defects {
	Inspection *inspection;
	const char *id;		/* of the part that holds it */
} Defects;

/*
 * Options for GMime's parser that report every defect to @defects, which
 * must outlive what is parsed with them. Returns: (transfer full).
 */
GMimeParserOptions *defects_options(Defects *defects);

/*
 * Why mail readers may take the header that @bytes begin with for different
 * ones. Returns: (transfer none) (nullable): NULL where they do not.
 */
const char *defects_of_header(const guint8 *bytes, gsize size);

#endif
