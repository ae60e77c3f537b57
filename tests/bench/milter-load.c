/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * milter-load.c - many mails through a milter, and how long each took.
 *
 * Runs in:  a process of its own, beside any milter.
 * Trusts:   its command line.
 * Effects:  connections to the milter; figures on standard output.
 * Limits:   one recipient a mail.
 *
 * Every body is different: scanners remember what they have seen.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "mta.h"

#define ATTACHMENT_LINE 76

typedef struct Load {
	char *address;
	char *sender;
	char *recipient;
	char *first_line;	/* of every text; nullable */
	gint connections;
	gint mails;
	gint size;		/* bytes of text a mail */
	gint attachment;	/* bytes attached, before base64 */
	gint per_connection;	/* mails, then a new connection */
	gint timeout;		/* seconds for one answer */
	gint seed;
	gboolean json;
	gint next;		/* atomic: number of the next mail */
} Load;

/* What one connection's thread has to say. */
typedef struct Share {
	Load *load;
	GArray *latencies;	/* gint64, microseconds */
	guint64 answers[ANSWER_COUNT];
	guint64 edits;
	GError *error;
	GString *attachment;	/* base64 with line ends */
} Share;

static const char boundary[] = "=_bench";

/* Small, fast, and the same everywhere. */
static guint64 scramble(guint64 *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 7;
	*state ^= *state << 17;
	return *state;
}

static guint64 start_state(const Load *load, gint number)
{
	return ((guint64)load->seed << 32 | (guint32)number) *
	       G_GUINT64_CONSTANT(0x9e3779b97f4a7c15) | 1;
}

/* Readable text of @size bytes that nobody has seen before. */
static void add_text(GByteArray *body, const Load *load, gint number)
{
	static const char *const words[] = {
		"the", "quarterly", "report", "meeting", "is", "attached",
		"please", "confirm", "room", "schedule", "on", "minutes",
		"of", "regards", "office", "by", "delivery", "number",
	};
	guint64 state = start_state(load, number);
	guint end = body->len + (guint)load->size;
	guint column = 0;

	while (body->len < end) {
		guint64 value = scramble(&state);
		const char *word = words[value % G_N_ELEMENTS(words)];
		char token[64];
		int size = g_snprintf(token, sizeof token, "%s %04x%s", word,
				      (guint)(value >> 40) & 0xffff,
				      column > 60 ? "\r\n" : " ");

		column = column > 60 ? 0 : column + (guint)size;
		g_byte_array_append(body, (const guint8 *)token, (guint)size);
	}
	g_byte_array_append(body, (const guint8 *)"\r\n", 2);
}

/* Bytes that do not compress, in base64, once for each connection. */
static GString *make_attachment(const Load *load, gint number)
{
	GString *lines = g_string_new(NULL);
	guint64 state = start_state(load, -1 - number);
	gint left = load->attachment;

	while (left > 0) {
		guint8 chunk[ATTACHMENT_LINE / 4 * 3];
		gsize size = MIN((gsize)left, sizeof chunk);
		g_autofree char *line = NULL;

		for (gsize i = 0; i < size; i++)
			chunk[i] = (guint8)(scramble(&state) >> 24);
		line = g_base64_encode(chunk, size);
		g_string_append(lines, line);
		g_string_append(lines, "\r\n");
		left -= (gint)size;
	}
	return lines;
}

/* Changes a few letters on every tenth line, so that it is a new file. */
static void renew_attachment(GString *lines, const Load *load, gint number)
{
	static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijkl"
				       "mnopqrstuvwxyz0123456789+/";
	guint64 state = start_state(load, number);

	for (gsize at = 0; at + ATTACHMENT_LINE < lines->len;
	     at += 10 * (ATTACHMENT_LINE + 2)) {
		guint64 value = scramble(&state);

		for (guint i = 0; i < 8; i++)
			lines->str[at + i] = alphabet[value >> (6 * i) & 63];
	}
}

static void add(GByteArray *body, const char *text)
{
	g_byte_array_append(body, (const guint8 *)text, (guint)strlen(text));
}

static GByteArray *make_body(Share *share, gint number)
{
	const Load *load = share->load;
	GByteArray *body = g_byte_array_new();

	if (load->attachment > 0)
		add(body, "--=_bench\r\nContent-Type: text/plain\r\n\r\n");
	if (load->first_line) {
		add(body, load->first_line);
		add(body, "\r\n");
	}
	add_text(body, load, number);
	if (load->attachment <= 0)
		return body;
	add(body, "--=_bench\r\nContent-Type: application/octet-stream; "
		  "name=\"a.bin\"\r\nContent-Transfer-Encoding: base64\r\n"
		  "Content-Disposition: attachment; filename=\"a.bin\""
		  "\r\n\r\n");
	renew_attachment(share->attachment, load, number);
	g_byte_array_append(body, (const guint8 *)share->attachment->str,
			    (guint)share->attachment->len);
	add(body, "--=_bench--\r\n");
	return body;
}

static void add_header(GPtrArray *headers, const char *name, char *value)
{
	g_ptr_array_add(headers, g_strdup(name));
	g_ptr_array_add(headers, value);
}

static GPtrArray *make_headers(const Load *load, const char *id)
{
	GPtrArray *headers = g_ptr_array_new_with_free_func(g_free);

	add_header(headers, "Received", g_strdup_printf(
		"from client.example.jp (client.example.jp [192.0.2.1])\n"
		"\tby mail.police.example.jp (Postfix) with ESMTPSA id %s\n"
		"\tfor <%s>; Mon,  6 Apr 2026 09:00:00 +0900 (JST)", id,
		load->recipient));
	add_header(headers, "From", g_strdup(load->sender));
	add_header(headers, "To", g_strdup(load->recipient));
	add_header(headers, "Subject", g_strdup_printf("Report %s", id));
	add_header(headers, "Date",
		   g_strdup("Mon, 06 Apr 2026 09:00:00 +0900"));
	add_header(headers, "Message-ID",
		   g_strdup_printf("<%s@police.example.jp>", id));
	add_header(headers, "MIME-Version", g_strdup("1.0"));
	add_header(headers, "Content-Type", load->attachment > 0 ?
		   g_strdup_printf("multipart/mixed; boundary=\"%s\"",
				   boundary) :
		   g_strdup("text/plain; charset=us-ascii"));
	return headers;
}

static gboolean send_one(Share *share, Mta *mta, gint number)
{
	const Load *load = share->load;
	g_autofree char *id = g_strdup_printf("B%02X%08X", load->seed & 0xff,
					      (guint)number);
	g_autoptr(GPtrArray) headers = make_headers(load, id);
	g_autoptr(GByteArray) body = make_body(share, number);
	Letter letter = { id, load->sender, load->recipient, headers, body };
	Answer answer = ANSWER_OTHER;
	gint64 begin = g_get_monotonic_time();
	gint64 took;

	if (!mta_send(mta, &letter, &answer, &share->error))
		return FALSE;
	took = g_get_monotonic_time() - begin;
	g_array_append_val(share->latencies, took);
	share->answers[answer]++;
	return TRUE;
}

/* Returns FALSE when there is nothing more to send, or nobody to take it. */
static gboolean one_connection(Share *share)
{
	Load *load = share->load;
	g_autoptr(Mta) mta = NULL;
	gint sent = 0;
	gint number;

	if (g_atomic_int_get(&load->next) >= load->mails)
		return FALSE;
	mta = mta_connect(load->address, (guint)load->timeout, &share->error);
	if (!mta)
		return FALSE;
	while (sent++ < load->per_connection) {
		number = g_atomic_int_add(&load->next, 1);
		if (number >= load->mails || !send_one(share, mta, number))
			break;
	}
	share->edits += mta_edits(mta);
	return !share->error;
}

static gpointer run_share(gpointer data)
{
	Share *share = data;

	while (one_connection(share))
		continue;
	return NULL;
}

static gint by_time(gconstpointer a, gconstpointer b)
{
	const gint64 *left = a;
	const gint64 *right = b;

	return (*left > *right) - (*left < *right);
}

static double milliseconds_at(const GArray *sorted, guint percent)
{
	if (sorted->len == 0)
		return 0;
	return (double)g_array_index(sorted, gint64,
		(sorted->len - 1) * (gsize)percent / 100) / 1000;
}

static void print(const Load *load, const Share *sum, gint64 took_us,
		  guint errors)
{
	double seconds = (double)took_us / G_USEC_PER_SEC;
	const char *format = load->json ?
		"{\"mails\":%u,\"seconds\":%.3f,\"rate\":%.1f,"
		"\"median_ms\":%.2f,\"p95_ms\":%.2f,\"p99_ms\":%.2f,"
		"\"accept\":%" G_GUINT64_FORMAT
		",\"reject\":%" G_GUINT64_FORMAT
		",\"tempfail\":%" G_GUINT64_FORMAT
		",\"other\":%" G_GUINT64_FORMAT
		",\"edits\":%" G_GUINT64_FORMAT ",\"errors\":%u}\n" :
		"%u mails in %.3f s: %.1f/s, median %.2f ms, p95 %.2f ms, "
		"p99 %.2f ms; accept %" G_GUINT64_FORMAT
		", reject %" G_GUINT64_FORMAT
		", tempfail %" G_GUINT64_FORMAT
		", other %" G_GUINT64_FORMAT
		", edits %" G_GUINT64_FORMAT ", errors %u\n";

	g_array_sort(sum->latencies, by_time);
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
	printf(format, sum->latencies->len, seconds,
	       sum->latencies->len / seconds,
	       milliseconds_at(sum->latencies, 50),
	       milliseconds_at(sum->latencies, 95),
	       milliseconds_at(sum->latencies, 99),
	       sum->answers[ANSWER_ACCEPT], sum->answers[ANSWER_REJECT],
	       sum->answers[ANSWER_TEMPFAIL], sum->answers[ANSWER_OTHER],
	       sum->edits, errors);
#pragma GCC diagnostic pop
}

/* Adds @share to @sum and frees it. Returns 1 if it failed, else 0. */
static guint collect(Share *sum, Share *share)
{
	guint failed = share->error ? 1 : 0;

	g_array_append_vals(sum->latencies, share->latencies->data,
			    share->latencies->len);
	for (guint i = 0; i < ANSWER_COUNT; i++)
		sum->answers[i] += share->answers[i];
	sum->edits += share->edits;
	if (failed)
		fprintf(stderr, "milter-load: %s\n", share->error->message);
	g_clear_error(&share->error);
	g_array_unref(share->latencies);
	g_string_free(share->attachment, TRUE);
	return failed;
}

/* Returns how many connections failed. */
static guint run(Load *load)
{
	g_autofree Share *shares = g_new0(Share, (gsize)load->connections);
	g_autofree GThread **threads = g_new0(GThread *,
					      (gsize)load->connections);
	Share sum = { .latencies = g_array_new(FALSE, FALSE, sizeof(gint64)) };
	guint errors = 0;
	gint64 begin;
	gint64 took;

	for (gint i = 0; i < load->connections; i++) {
		shares[i].load = load;
		shares[i].latencies = g_array_new(FALSE, FALSE,
						  sizeof(gint64));
		shares[i].attachment = make_attachment(load, i);
	}
	begin = g_get_monotonic_time();
	for (gint i = 0; i < load->connections; i++)
		threads[i] = g_thread_new("mta", run_share, &shares[i]);
	for (gint i = 0; i < load->connections; i++)
		(void)g_thread_join(threads[i]);
	took = g_get_monotonic_time() - begin;
	for (gint i = 0; i < load->connections; i++)
		errors += collect(&sum, &shares[i]);
	print(load, &sum, took, errors);
	g_array_unref(sum.latencies);
	return errors;
}

#define TEXT(name, at, help) \
	{ name, 0, 0, G_OPTION_ARG_STRING, &load.at, help, NULL }
#define NUMBER(name, at, help) \
	{ name, 0, 0, G_OPTION_ARG_INT, &load.at, help, "N" }

int main(int argc, char **argv)
{
	Load load = {
		.connections = 8, .mails = 1000, .size = 5000,
		.per_connection = 100, .timeout = 120, .seed = 1,
	};
	const GOptionEntry entries[] = {
		TEXT("socket", address, "unix:PATH or inet:PORT@HOST"),
		TEXT("from", sender, "Envelope and header sender"),
		TEXT("to", recipient, "Envelope and header recipient"),
		TEXT("first-line", first_line, "Of the text of every mail"),
		NUMBER("connections", connections, "At the same time"),
		NUMBER("mails", mails, "In total"),
		NUMBER("size", size, "Bytes of text a mail"),
		NUMBER("attachment", attachment, "Bytes attached, in base64"),
		NUMBER("per-connection", per_connection, "Mails on each"),
		NUMBER("timeout", timeout, "Seconds for one answer"),
		NUMBER("seed", seed, "Another seed, other bodies"),
		{ "json", 0, 0, G_OPTION_ARG_NONE, &load.json,
		  "Figures as JSON", NULL },
		G_OPTION_ENTRY_NULL
	};
	g_autoptr(GOptionContext) context = g_option_context_new(NULL);
	g_autoptr(GError) error = NULL;
	guint errors;

	g_option_context_add_main_entries(context, entries, NULL);
	if (!g_option_context_parse(context, &argc, &argv, &error) ||
	    !load.address || load.connections < 1 || load.mails < 1 ||
	    load.size < 0 || load.per_connection < 1) {
		fprintf(stderr, "milter-load: %s\n",
			error ? error->message : "--socket is missing, or a "
			"number is too small");
		return 2;
	}
	if (!load.sender)
		load.sender = g_strdup("officer@police.example.jp");
	if (!load.recipient)
		load.recipient = g_strdup("citizen@example.com");
	errors = run(&load);
	g_free(load.address);
	g_free(load.sender);
	g_free(load.recipient);
	g_free(load.first_line);
	return errors ? 1 : 0;
}
