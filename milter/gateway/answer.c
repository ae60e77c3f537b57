/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * answer.c - a verdict or a failure, as libmilter wants to hear it.
 *
 * Runs in:  milter process, the thread of the connection.
 * Trusts:   act/reply.c for the form of lines.
 * Effects:  what the MTA does with the mail.
 */
#include "gateway/answer.h"

#include <errno.h>
#include <unistd.h>

#include "act/changes.h"
#include "base/error.h"
#include "base/escape.h"

/* libmilter takes a reply for a format: '%' must be doubled. */
static char *double_percent(const char *line)
{
	GString *out = g_string_new(NULL);

	for (const char *at = line; *at; at++) {
		if (*at == '%')
			g_string_append_c(out, '%');
		g_string_append_c(out, *at);
	}
	return g_string_free(out, FALSE);
}

static void set_reply(SMFICTX *ctx, const Reply *reply)
{
	g_autofree char *code = g_strdup_printf("%d", reply->code);
	g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func(g_free);

	for (guint i = 0; i < REPLY_MAX_LINES; i++)
		g_ptr_array_add(lines, i < reply->lines->len ?
				double_percent(reply->lines->pdata[i]) : NULL);
	G_STATIC_ASSERT(REPLY_MAX_LINES == 5);
	/* The text is lost where this fails, the refusal is not. */
	(void)smfi_setmlreply(ctx, code, reply->enhanced,
			      (char *)lines->pdata[0],
			      (char *)lines->pdata[1],
			      (char *)lines->pdata[2],
			      (char *)lines->pdata[3],
			      (char *)lines->pdata[4], (char *)NULL);
}

sfsistat answer(SMFICTX *ctx, Action action, const Reply *reply)
{
	if (reply)
		set_reply(ctx, reply);
	switch (action) {
	case ACTION_ACCEPT:
	case ACTION_HOLD:	/* quarantined already; this ends our part */
		return SMFIS_CONTINUE;
	case ACTION_REJECT:
		return SMFIS_REJECT;
	case ACTION_TEMPFAIL:
	case ACTION_HIDE_RECIPIENTS:
	case ACTION_ENCRYPT:
	case ACTION_COUNT:
		break;
	}
	return SMFIS_TEMPFAIL;
}

static gboolean apply(SMFICTX *ctx, const Change *change, gboolean with_space)
{
	char *field = change->field;
	g_autofree char *value = change->value ?
		g_strdup_printf("%s%s", with_space ? "" : " ",
				change->value) : NULL;

	switch (change->kind) {
	case CHANGE_REPLACE:
		return smfi_chgheader(ctx, field, (int)change->instance,
				      value) == MI_SUCCESS;
	case CHANGE_DELETE:
		return smfi_chgheader(ctx, field, (int)change->instance,
				      NULL) == MI_SUCCESS;
	case CHANGE_ADD:
		return smfi_addheader(ctx, field, value) == MI_SUCCESS;
	case CHANGE_COUNT:
		break;
	}
	return FALSE;
}

gboolean answer_changes(SMFICTX *ctx, const GPtrArray *changes,
			gboolean with_space, GError **error)
{
	for (guint i = 0; i < changes->len; i++) {
		const Change *change = changes->pdata[i];

		if (!apply(ctx, change, with_space))
			return fail(error, FAIL_GENERAL,
				    "the MTA did not take a change of %s",
				    change->field);
	}
	return TRUE;
}

/*
 * libmilter cuts what it is given in packets of 64 kB by itself, and the MTA
 * adds one call to the other; pieces of our own keep memory small.
 */
gboolean answer_body(SMFICTX *ctx, int fd, TickFunc tick, gpointer data,
		     GError **error)
{
	guint8 chunk[65535];
	off_t offset = 0;
	ssize_t got;

	while ((got = pread(fd, chunk, sizeof chunk, offset)) != 0) {
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return fail_errno(error, "spool: pread");
		if (smfi_replacebody(ctx, chunk, (int)got) != MI_SUCCESS)
			return fail(error, FAIL_GENERAL,
				    "the MTA did not take the new body");
		offset += got;
		if (tick && !tick(data))
			return fail(error, FAIL_GENERAL, "the MTA is gone");
	}
	return TRUE;
}

gboolean answer_hold(SMFICTX *ctx, const char *reason, GError **error)
{
	g_autofree char *line = escape_reply(reason, REPLY_MAX_BYTES, FALSE);

	if (smfi_quarantine(ctx, *line ? line : (char *)(gintptr)"held") ==
	    MI_SUCCESS)
		return TRUE;
	return fail(error, FAIL_GENERAL, "the MTA cannot hold the mail");
}
