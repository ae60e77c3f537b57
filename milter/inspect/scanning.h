/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * scanning.h - the virus scan of one mail: its parts, and the whole of it,
 * within the time that the mail has for that.
 *
 * Does nothing where there is no scanner. What a limit left unscanned is a
 * problem.
 */
#ifndef INSPECT_SCANNING_H
#define INSPECT_SCANNING_H

#include "inspect/inspection.h"

void scanning_part(Inspection *inspection, const Part *part,
		   const guint8 *bytes, gsize size);

/*
 * What only the raw mail shows. A mail whose structure is defective goes
 * through the scanner's own reading of mails as a whole: it may see parts
 * where we saw none.
 */
void scanning_mail(Inspection *inspection, const guint8 *bytes, gsize size);

#endif
