/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * changes.h - what is changed in a mail's header, as a plan.
 *
 * Hiding the recipients replaces To and Cc as a whole. The first To becomes
 * "undisclosed-recipients:;" and stays alone: two of them are refused by many
 * receivers. Without a To one is added where a Cc goes, because some refuse
 * mail with neither. Resent-To and Resent-Cc go without a replacement: RFC
 * 5322 3.6.6 asks for neither.
 */
#ifndef ACT_CHANGES_H
#define ACT_CHANGES_H

#include <glib.h>

#include "findings/findings.h"
#include "policy/verdict.h"

typedef enum {
	CHANGE_REPLACE,	/* instance .instance gets .value */
	CHANGE_DELETE,	/* instance .instance goes */
	CHANGE_ADD,	/* a field that is not there yet, with .value */
	CHANGE_COUNT
} ChangeKind;
DECLARE_NAMES(ChangeKind, change_kind);

typedef struct Change {
	ChangeKind kind;
	char *field;	/* "Cc" */
	guint instance;	/* from 1, among the fields of that name */
	char *value;	/* NULL for CHANGE_DELETE */
} Change;

void change_free(Change *change);

/*
 * In the order in which to apply them: of one field the highest instance
 * first, so that no deletion moves one that is still to come. @share_header
 * is the name that findings count as FIELD_SHARE_RECIPIENTS; it never leaves.
 * Nothing is changed in a mail that is refused or deferred.
 * Returns: (transfer full): Change; may be empty.
 */
GPtrArray *changes_plan(const Verdict *verdict, const Findings *findings,
			const char *share_header);

/* One more change. */
void changes_add(GPtrArray *changes, ChangeKind kind, const char *field,
		 guint instance, const char *value);

/* All of @count instances of @field go but the first @kept. */
void changes_delete(GPtrArray *changes, const char *field, guint count,
		    guint kept);

/*
 * A line for each field: "To: undisclosed-recipients:;", "Cc: removed (2)".
 * Returns: (transfer full): char *.
 */
GPtrArray *changes_describe(const GPtrArray *changes);

#endif
