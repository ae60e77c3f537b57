/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * cfb-check.h - what a compound file must be for libgsf to open it safely.
 */
#ifndef DOCUMENTS_CFB_CHECK_H
#define DOCUMENTS_CFB_CHECK_H

#include <glib.h>

typedef enum {
	CFB_SOUND,	/* as far as libgsf's safety goes */
	CFB_LOSSY,	/* safe, but libgsf passes over some of its entries */
	CFB_BROKEN,
	CFB_LARGE,	/* a directory that is no document's */
} CfbState;

/* Header, allocation table and directory; streams are not looked at. */
CfbState cfb_check(const guint8 *bytes, gsize size);

/*
 * Whether a text stands in sectors that no stream uses, or behind them all:
 * what somebody put beside the streams, or an earlier save left there.
 */
gboolean cfb_has_loose_text(const guint8 *bytes, gsize size);

#endif
