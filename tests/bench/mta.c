/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * mta.c - the MTA's side of the milter protocol, as far as a load needs it.
 *
 * Runs in:  milter-load.
 * Trusts:   nothing: an answer out of place ends the connection.
 * Effects:  one socket.
 */
#include "mta.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdarg.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <libmilter/mfdef.h>

#include "base/error.h"
#include "base/fd.h"

#define FRAME_MAX (1U << 20)

/* What Postfix 3.7 offers. */
#define OFFERED_STEPS SMFI_CURR_PROT

struct Mta {
	int sock;
	guint32 steps;		/* what the filter wants left out */
	GByteArray *out;	/* commands not sent yet */
	GByteArray *reply;	/* the last one: command byte and data */
	guint64 edits;
};

/* One command of the conversation. */
typedef struct Step {
	char command;
	guint32 unwanted;	/* not sent if this bit is set */
	guint32 unanswered;	/* no reply if this bit is set */
} Step;

static const Step step_connect = { SMFIC_CONNECT, SMFIP_NOCONNECT,
				   SMFIP_NR_CONN };
static const Step step_helo = { SMFIC_HELO, SMFIP_NOHELO, SMFIP_NR_HELO };
static const Step step_mail = { SMFIC_MAIL, SMFIP_NOMAIL, SMFIP_NR_MAIL };
static const Step step_rcpt = { SMFIC_RCPT, SMFIP_NORCPT, SMFIP_NR_RCPT };
static const Step step_data = { SMFIC_DATA, SMFIP_NODATA, SMFIP_NR_DATA };
static const Step step_header = { SMFIC_HEADER, SMFIP_NOHDRS, SMFIP_NR_HDR };
static const Step step_eoh = { SMFIC_EOH, SMFIP_NOEOH, SMFIP_NR_EOH };
static const Step step_body = { SMFIC_BODY, SMFIP_NOBODY, SMFIP_NR_BODY };
static const Step step_end = { SMFIC_BODYEOB, 0, 0 };

static void append_number(GByteArray *to, guint32 value)
{
	guint32 wire = GUINT32_TO_BE(value);

	g_byte_array_append(to, (const guint8 *)&wire, sizeof wire);
}

static guint32 number_at(const guint8 *bytes)
{
	guint32 wire;

	memcpy(&wire, bytes, sizeof wire);
	return GUINT32_FROM_BE(wire);
}

static void queue(Mta *mta, char command, const void *bytes, gsize size)
{
	append_number(mta->out, (guint32)size + 1);
	g_byte_array_append(mta->out, (const guint8 *)&command, 1);
	g_byte_array_append(mta->out, bytes, (guint)size);
}

static gboolean flush(Mta *mta, GError **error)
{
	gboolean sent = fd_write_all(mta->sock, mta->out->data,
				     mta->out->len, error);

	g_byte_array_set_size(mta->out, 0);
	return sent;
}

static gboolean read_exactly(Mta *mta, guint8 *into, gsize size,
			     GError **error)
{
	while (size > 0) {
		ssize_t got = recv(mta->sock, into, size, 0);

		if (got < 0 && errno == EINTR)
			continue;
		if (got == 0)
			return fail(error, FAIL_GENERAL, "filter hung up");
		if (got < 0)
			return fail_errno(error, "waiting for the filter");
		into += got;
		size -= (gsize)got;
	}
	return TRUE;
}

/* Sends what is queued and reads one reply into @mta->reply. */
static gboolean exchange(Mta *mta, GError **error)
{
	guint8 prefix[4];
	guint32 size;

	if (!flush(mta, error) ||
	    !read_exactly(mta, prefix, sizeof prefix, error))
		return FALSE;
	size = number_at(prefix);
	if (size == 0 || size > FRAME_MAX)
		return fail(error, FAIL_GENERAL, "reply of %u bytes", size);
	g_byte_array_set_size(mta->reply, size);
	return read_exactly(mta, mta->reply->data, size, error);
}

/* Queues the macros that Postfix sends before @command. */
static void queue_macros(Mta *mta, int command, ...) G_GNUC_NULL_TERMINATED;
static void queue_macros(Mta *mta, int command, ...)
{
	guint8 of = (guint8)command;
	g_autoptr(GByteArray) data = g_byte_array_new();
	const char *text;
	va_list texts;

	g_byte_array_append(data, &of, 1);
	va_start(texts, command);
	while ((text = va_arg(texts, const char *)))
		g_byte_array_append(data, (const guint8 *)text,
				    (guint)strlen(text) + 1);
	va_end(texts);
	queue(mta, SMFIC_MACRO, data->data, data->len);
}

/*
 * One step. *@ret_going stays TRUE as long as the filter wants to go on;
 * otherwise the reply that decided is in @mta->reply.
 */
static gboolean take(Mta *mta, const Step *step, const void *bytes, gsize size,
		     gboolean *ret_going, GError **error)
{
	*ret_going = TRUE;
	if (mta->steps & step->unwanted)
		return TRUE;
	queue(mta, step->command, bytes, size);
	if (mta->steps & step->unanswered)
		return TRUE;
	if (!exchange(mta, error))
		return FALSE;
	*ret_going = mta->reply->data[0] == SMFIR_CONTINUE;
	return TRUE;
}

static gboolean take_text(Mta *mta, const Step *step, const char *text,
			  gboolean *ret_going, GError **error)
{
	return take(mta, step, text, strlen(text) + 1, ret_going, error);
}

static int open_unix(const char *path)
{
	struct sockaddr_un to = { .sun_family = AF_UNIX };
	int sock = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (sock < 0)
		return -1;
	g_strlcpy(to.sun_path, path, sizeof to.sun_path);
	if (connect(sock, (struct sockaddr *)&to, sizeof to) != 0)
		fd_close(&sock);
	return sock;
}

static int open_inet(const char *port_at_host)
{
	struct sockaddr_in to = { .sin_family = AF_INET };
	const char *host = strchr(port_at_host, '@');
	int sock = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	int on = 1;

	if (sock < 0)
		return -1;
	to.sin_port = htons((guint16)g_ascii_strtoull(port_at_host, NULL, 10));
	(void)setsockopt(sock, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
	if (inet_pton(AF_INET, host ? host + 1 : "127.0.0.1",
		      &to.sin_addr) != 1) {
		errno = EINVAL;
		fd_close(&sock);
	} else if (connect(sock, (struct sockaddr *)&to, sizeof to) != 0) {
		fd_close(&sock);
	}
	return sock;
}

static gboolean open_socket(Mta *mta, const char *address,
			    guint timeout_seconds, GError **error)
{
	struct timeval limit = { .tv_sec = timeout_seconds };

	if (g_str_has_prefix(address, "unix:"))
		mta->sock = open_unix(address + strlen("unix:"));
	else if (g_str_has_prefix(address, "inet:"))
		mta->sock = open_inet(address + strlen("inet:"));
	else
		return fail(error, FAIL_CONFIG, "%s: not a socket", address);
	if (mta->sock < 0)
		return fail_errno(error, address);
	(void)setsockopt(mta->sock, SOL_SOCKET, SO_RCVTIMEO, &limit,
			 sizeof limit);
	(void)setsockopt(mta->sock, SOL_SOCKET, SO_SNDTIMEO, &limit,
			 sizeof limit);
	return TRUE;
}

static gboolean negotiate(Mta *mta, GError **error)
{
	g_autoptr(GByteArray) offer = g_byte_array_new();

	append_number(offer, SMFI_PROT_VERSION);
	append_number(offer, SMFI_CURR_ACTS);
	append_number(offer, OFFERED_STEPS);
	queue(mta, SMFIC_OPTNEG, offer->data, offer->len);
	if (!exchange(mta, error))
		return FALSE;
	if (mta->reply->data[0] != SMFIC_OPTNEG || mta->reply->len < 13)
		return fail(error, FAIL_GENERAL, "no negotiation");
	mta->steps = number_at(mta->reply->data + 9);
	if (mta->steps & ~(guint32)OFFERED_STEPS)
		return fail(error, FAIL_GENERAL, "steps nobody offered");
	return TRUE;
}

static gboolean greet(Mta *mta, GError **error)
{
	static const char client[] = "client.example.jp\0004\x04\xd2"
				     "192.0.2.1";
	gboolean going;

	queue_macros(mta, SMFIC_CONNECT, "j", "mail.police.example.jp",
		     "{daemon_name}", "mail.police.example.jp",
		     "{daemon_addr}", "127.0.0.1", "v", "Postfix 3.7", NULL);
	if (!take(mta, &step_connect, client, sizeof client, &going, error))
		return FALSE;
	if (!going)
		return fail(error, FAIL_GENERAL, "connection refused");
	if (!take_text(mta, &step_helo, "client.example.jp", &going, error))
		return FALSE;
	return going || fail(error, FAIL_GENERAL, "HELO refused");
}

Mta *mta_connect(const char *address, guint timeout_seconds, GError **error)
{
	g_autoptr(Mta) mta = g_new0(Mta, 1);

	mta->sock = -1;
	mta->out = g_byte_array_new();
	mta->reply = g_byte_array_new();
	if (!open_socket(mta, address, timeout_seconds, error) ||
	    !negotiate(mta, error) || !greet(mta, error))
		return NULL;
	return g_steal_pointer(&mta);
}

void mta_free(Mta *mta)
{
	if (!mta)
		return;
	if (mta->sock >= 0) {
		queue(mta, SMFIC_QUIT, "", 0);
		(void)flush(mta, NULL);
	}
	fd_close(&mta->sock);
	g_byte_array_unref(mta->out);
	g_byte_array_unref(mta->reply);
	g_free(mta);
}

static gboolean take_envelope(Mta *mta, const Letter *letter,
			      gboolean *ret_going, GError **error)
{
	g_autofree char *sender = g_strdup_printf("<%s>", letter->sender);
	g_autofree char *recipient = g_strdup_printf("<%s>",
						     letter->recipient);

	queue_macros(mta, SMFIC_MAIL, "i", letter->id, "{auth_authen}",
		     letter->sender, "{auth_type}", "PLAIN", "{mail_addr}",
		     letter->sender, "{mail_host}", "", "{mail_mailer}",
		     "smtp", NULL);
	if (!take_text(mta, &step_mail, sender, ret_going, error))
		return FALSE;
	if (!*ret_going)
		return TRUE;
	queue_macros(mta, SMFIC_RCPT, "i", letter->id, "{rcpt_addr}",
		     letter->recipient, "{rcpt_host}", "example.com",
		     "{rcpt_mailer}", "smtp", NULL);
	if (!take_text(mta, &step_rcpt, recipient, ret_going, error))
		return FALSE;
	if (!*ret_going)
		return TRUE;
	queue_macros(mta, SMFIC_DATA, "i", letter->id, NULL);
	return take(mta, &step_data, "", 0, ret_going, error);
}

static gboolean take_headers(Mta *mta, const Letter *letter,
			     gboolean *ret_going, GError **error)
{
	const char *space = mta->steps & SMFIP_HDR_LEADSPC ? " " : "";

	*ret_going = TRUE;
	for (guint i = 0; *ret_going && i < letter->headers->len; i += 2) {
		g_autoptr(GByteArray) data = g_byte_array_new();
		const char *name = letter->headers->pdata[i];
		const char *value = letter->headers->pdata[i + 1];

		g_byte_array_append(data, (const guint8 *)name,
				    (guint)strlen(name) + 1);
		g_byte_array_append(data, (const guint8 *)space,
				    (guint)strlen(space));
		g_byte_array_append(data, (const guint8 *)value,
				    (guint)strlen(value) + 1);
		if (!take(mta, &step_header, data->data, data->len, ret_going,
			  error))
			return FALSE;
	}
	return !*ret_going ||
	       take(mta, &step_eoh, "", 0, ret_going, error);
}

static gboolean take_body(Mta *mta, const Letter *letter, gboolean *ret_going,
			  GError **error)
{
	gsize at = 0;

	*ret_going = TRUE;
	while (*ret_going && at < letter->body->len) {
		gsize size = MIN(letter->body->len - at,
				 (gsize)MILTER_CHUNK_SIZE);

		if (!take(mta, &step_body, letter->body->data + at, size,
			  ret_going, error))
			return FALSE;
		at += size;
		if (mta->out->len > 0 && !flush(mta, error))
			return FALSE;
		/* It has seen enough of the body, but not of the mail. */
		if (!*ret_going && mta->reply->data[0] == SMFIR_SKIP) {
			*ret_going = TRUE;
			break;
		}
	}
	return TRUE;
}

static gboolean is_edit(guint8 reply)
{
	return memchr("+-2behimq", reply, 9) != NULL;
}

/* The end of the message: edits come before the verdict. */
static gboolean take_end(Mta *mta, const Letter *letter, GError **error)
{
	gboolean going;

	queue_macros(mta, SMFIC_BODYEOB, "i", letter->id, NULL);
	if (!take(mta, &step_end, "", 0, &going, error))
		return FALSE;
	while (is_edit(mta->reply->data[0]) ||
	       mta->reply->data[0] == SMFIR_PROGRESS) {
		mta->edits += is_edit(mta->reply->data[0]);
		if (!exchange(mta, error))
			return FALSE;
	}
	return TRUE;
}

static Answer understand(const GByteArray *reply)
{
	switch (reply->data[0]) {
	case SMFIR_CONTINUE:
	case SMFIR_ACCEPT:
		return ANSWER_ACCEPT;
	case SMFIR_REJECT:
		return ANSWER_REJECT;
	case SMFIR_TEMPFAIL:
		return ANSWER_TEMPFAIL;
	case SMFIR_REPLYCODE:
		if (reply->len > 1 && reply->data[1] == '5')
			return ANSWER_REJECT;
		if (reply->len > 1 && reply->data[1] == '4')
			return ANSWER_TEMPFAIL;
		return ANSWER_OTHER;
	default:
		return ANSWER_OTHER;
	}
}

gboolean mta_send(Mta *mta, const Letter *letter, Answer *ret_answer,
		  GError **error)
{
	gboolean going = TRUE;

	if (!take_envelope(mta, letter, &going, error))
		return FALSE;
	if (going && !take_headers(mta, letter, &going, error))
		return FALSE;
	if (going && !take_body(mta, letter, &going, error))
		return FALSE;
	if (going && !take_end(mta, letter, error))
		return FALSE;
	*ret_answer = understand(mta->reply);
	/* An answer before the end leaves the mail open: close it. */
	if (!going) {
		queue(mta, SMFIC_ABORT, "", 0);
		return flush(mta, error);
	}
	return TRUE;
}

guint64 mta_edits(const Mta *mta)
{
	return mta->edits;
}
