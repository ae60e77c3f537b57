/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * fields.h - the header fields of one mail: labels, subject, addresses.
 */
#ifndef INSPECT_FIELDS_H
#define INSPECT_FIELDS_H

#include <gmime/gmime.h>

#include "inspect/inspection.h"

/*
 * Reads every instance of every field of @message that says something:
 * Subject and label headers for markings, and of the mail's own header
 * (@part "") also the declared class, the visible addresses and the
 * declared exception. @part: the id of the nested message otherwise.
 */
void fields_read(Inspection *inspection, GMimeMessage *message,
		 const char *part);

#endif
