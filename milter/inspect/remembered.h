/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * remembered.h - locks of this mail for the words of later ones, and words of
 * this mail on the locks of earlier ones.
 */
#ifndef INSPECT_REMEMBERED_H
#define INSPECT_REMEMBERED_H

#include "inspect/inspection.h"

/* What stayed closed of @part now; NULL: nothing. Copies @lock. The last
 * word about a part counts. */
void remembered_lock(Inspection *inspection, const Part *part,
		     const Lock *lock);

/* Once all was tried: what is still closed goes into the findings. */
void remembered_tell(Inspection *inspection);

/* Tries the words of the mail on @earlier (Earlier; nullable). */
void remembered_try(Inspection *inspection, const GPtrArray *earlier);

void remembered_free(Inspection *inspection);

#endif
