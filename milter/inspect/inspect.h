/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * inspect.h - bytes of a mail -> findings.
 */
#ifndef INSPECT_INSPECT_H
#define INSPECT_INSPECT_H

#include <glib.h>

#include "findings/brief.h"
#include "findings/findings.h"
#include "inspect/virus.h"

/* What all mails of one keeper share. */
typedef struct Inspector Inspector;

/*
 * Loads signatures, compiles the markings of @brief, and warms up whatever
 * would open a file later. Takes over *@brief. Once per process, before
 * forking. Returns: (transfer full).
 */
Inspector *inspector_new(Brief **brief, GError **error);
void inspector_free(Inspector *inspector);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Inspector, inspector_free)

/* (transfer none) (nullable): NULL where nothing is scanned. */
const Scanner *inspector_scanner(const Inspector *inspector);

/* Has libraries unpack below @folder from now on. */
gboolean inspector_use_folder(Inspector *inspector, const char *folder,
			      GError **error);

/*
 * Inspects the mail @bytes. Whatever it holds ends as findings; at
 * @deadline_us (g_get_monotonic_time()) inspection stops with a problem.
 * @wants: bits of findings.h; what is filled on request only is filled then.
 * Returns: (transfer full).
 */
Findings *inspect_mail(const Inspector *inspector, const guint8 *bytes,
		       gsize size, gint64 deadline_us, guint wants);

/*
 * The same, after mails that carried the locks @earlier (Earlier; nullable):
 * the words of this one are tried on them too.
 */
Findings *inspect_mail_after(const Inspector *inspector, const guint8 *bytes,
			     gsize size, gint64 deadline_us, guint wants,
			     const GPtrArray *earlier);

#endif
