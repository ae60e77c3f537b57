/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * remembered.c - locks for the words of later mails, and words for the locks
 * of earlier ones.
 *
 * Runs in:  worker.
 * Trusts:   nothing; a lock of an earlier mail least of all.
 * Effects:  findings. The word that opens something is in none of them.
 */
#include "inspect/remembered.h"

#include "findings/earlier.h"

G_STATIC_ASSERT(FOUND_LOCK_MAX_BYTES == LOCK_MAX_BYTES);

typedef struct Remembered {
	const Part *part;	/* of the findings */
	Lock *lock;
} Remembered;

static void remembered_clear(gpointer data)
{
	Remembered *remembered = data;

	lock_free(remembered->lock);
	g_free(remembered);
}

static void forget(Inspection *inspection, const Part *part)
{
	for (guint i = 0; i < inspection->remembered->len; i++) {
		const Remembered *remembered =
			inspection->remembered->pdata[i];

		if (remembered->part == part) {
			g_ptr_array_remove_index(inspection->remembered, i);
			return;
		}
	}
}

void remembered_lock(Inspection *inspection, const Part *part,
		     const Lock *lock)
{
	Remembered *remembered;

	if (!inspection->brief->remember_locks)
		return;
	if (!inspection->remembered)
		inspection->remembered =
			g_ptr_array_new_with_free_func(remembered_clear);
	forget(inspection, part);
	/* More than are told: some of them may be opened yet. */
	if (!lock || inspection->remembered->len >= 8 * FOUND_LOCKS_MAX)
		return;
	remembered = g_new0(Remembered, 1);
	remembered->part = part;
	remembered->lock = lock_copy(lock);
	g_ptr_array_add(inspection->remembered, remembered);
}

void remembered_tell(Inspection *inspection)
{
	Findings *findings = inspection->findings;

	for (guint i = 0; inspection->remembered &&
	     i < inspection->remembered->len &&
	     findings->locks->len < FOUND_LOCKS_MAX; i++) {
		const Remembered *remembered =
			inspection->remembered->pdata[i];
		const Lock *lock = remembered->lock;

		if (lock)
			findings_add_lock(findings, remembered->part->id,
					  lock_kind_name(lock->kind),
					  lock->data->data, lock->data->len);
	}
}

/* One that opens is enough to say so of a mail. */
static void try_one(Inspection *inspection, const Earlier *earlier)
{
	g_autoptr(Lock) lock = NULL;
	const char *gave_up;
	LockKind kind;

	if (g_ptr_array_find_with_equal_func(
			inspection->findings->password_follows,
			earlier->incident, g_str_equal, NULL) ||
	    !lock_kind_from_name(earlier->kind, &kind))
		return;
	lock = lock_new(kind, earlier->data->data, earlier->data->len);
	if (!lock)
		return;
	if (keyring_open(inspection->words, lock, NULL).word)
		findings_add_follows(inspection->findings, earlier->incident);
	gave_up = keyring_gave_up(inspection->words);
	if (gave_up)
		inspection_problem(inspection, PROBLEM_LIMIT, "",
				   "not all words of the mail were tried on "
				   "what earlier mails carried: %s", gave_up);
}

void remembered_try(Inspection *inspection, const GPtrArray *earlier)
{
	for (guint i = 0; earlier && i < earlier->len; i++) {
		if (!inspection_goes_on(inspection, ""))
			return;
		try_one(inspection, earlier->pdata[i]);
	}
}

void remembered_free(Inspection *inspection)
{
	g_clear_pointer(&inspection->remembered, g_ptr_array_unref);
}
