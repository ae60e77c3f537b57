/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * ole-stubs.c - kinds of compound files whose readers are not here yet.
 *
 * Runs in:  worker.
 * Trusts:   nothing.
 * Effects:  none.
 */
#include "documents/ole.h"

#define NOT_YET(name)						\
	gboolean name(Document *document, const Cfb *cfb)	\
	{							\
		(void)document;					\
		(void)cfb;					\
		return FALSE;					\
	}

NOT_YET(doc_read)
NOT_YET(xls_read)
NOT_YET(ppt_read)
