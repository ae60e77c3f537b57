/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * judgement.c - what a reader of protected formats says of some bytes.
 *
 * Runs in:  worker.
 * Trusts:   its callers.
 * Effects:  none.
 */
#include "containers/judgement.h"

Judgement *judgement_new(void)
{
	return g_new0(Judgement, 1);
}

void judgement_free(Judgement *judgement)
{
	if (!judgement)
		return;
	g_free(judgement->type);
	g_free(judgement->scheme);
	g_free(judgement->note);
	g_free(judgement->problem);
	g_clear_pointer(&judgement->inside, g_byte_array_unref);
	g_clear_pointer(&judgement->labels, g_ptr_array_unref);
	g_free(judgement->inside_name);
	g_free(judgement->labels_problem);
	lock_free(judgement->lock);
	g_free(judgement);
}

void judgement_complain(Judgement *judgement, ProblemKind kind,
			const char *what)
{
	judgement->protection = MIN(judgement->protection, PROTECTION_UNKNOWN);
	if (judgement->problem)
		return;
	judgement->problem = g_strdup(what);
	judgement->problem_kind = kind;
}
