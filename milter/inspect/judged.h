/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * judged.h - what the readers of protected formats say, taken over into the
 * findings.
 */
#ifndef INSPECT_JUDGED_H
#define INSPECT_JUDGED_H

#include "containers/judgement.h"
#include "inspect/inspection.h"

/* Sets what @part is protected by, and how strong that is. @scheme is
 * nullable. */
void judged_scheme(Inspection *inspection, Part *part, const char *scheme);

/* Takes over all that is said of @part itself. */
void judged_take(Inspection *inspection, Part *part,
		 const Judgement *judgement);

/*
 * A wrapping that anyone can take off is as closed as what it wraps: the
 * least of the leaves that came since there were @from parts.
 */
void judged_wrap(Inspection *inspection, Part *part, guint from);

/*
 * Takes over what is said of @part, which @bytes are: keeps what stayed
 * closed for later, and looks into what was opened or never closed.
 */
void judged_read(Inspection *inspection, Part *part, const Piece *piece,
		 const guint8 *bytes, gsize size, const Judgement *judgement);

/* Looks into what can be read inside of @part, and says nothing of @part
 * itself: another reader does. */
void judged_beside(Inspection *inspection, const Part *part,
		   const Piece *piece, const Judgement *judgement);

#endif
