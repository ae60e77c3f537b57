/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * test_gateway_memory.c - what an earlier mail carried comes back for its own
 * sender and recipients, for its time, and for nobody else; and nothing that
 * is not whole arrives at a worker.
 */
#include "gateway/memory.h"

#include <string.h>

#include "findings/earlier.h"
#include "findings/findings.h"

#define HOUR_US (G_GINT64_CONSTANT(3600) * G_USEC_PER_SEC)

static const MemoryLimits hour = { HOUR_US, 100 };

/* @to: addresses, separated by blanks. */
static Envelope *envelope(const char *incident, const char *sender,
			  const char *to)
{
	Envelope *made = envelope_new();
	g_auto(GStrv) all = g_strsplit(to, " ", -1);

	g_free(made->incident);
	made->incident = g_strdup(incident);
	g_free(made->sender);
	made->sender = g_strdup(sender);
	for (guint i = 0; all[i]; i++)
		envelope_add_recipient(made, all[i], NULL);
	return made;
}

static void keep(Memory *memory, const char *incident, const char *sender,
		 const char *to, const MemoryLimits *limits, gint64 now_us)
{
	g_autoptr(Envelope) mail = envelope(incident, sender, to);
	g_autoptr(Findings) findings = findings_new();

	findings_add_lock(findings, "2", "zip", (const guint8 *)incident,
			  strlen(incident));
	memory_keep(memory, mail, findings->locks, limits, now_us);
}

/* The incidents that come back, in order. */
static char *recalled(Memory *memory, const char *sender, const char *to,
		      const MemoryLimits *limits, gint64 now_us)
{
	g_autoptr(Envelope) mail = envelope("later", sender, to);
	g_autoptr(GPtrArray) all = memory_recall(memory, mail, limits, now_us);
	GString *text = g_string_new(NULL);

	for (guint i = 0; i < all->len; i++) {
		const Earlier *earlier = all->pdata[i];

		g_assert_cmpstr(earlier->kind, ==, "zip");
		g_assert_cmpmem(earlier->data->data, earlier->data->len,
				earlier->incident,
				(int)strlen(earlier->incident));
		g_string_append_printf(text, "%s%s", i > 0 ? " " : "",
				       earlier->incident);
	}
	return g_string_free(text, FALSE);
}

static void comes_back(Memory *memory, const char *sender, const char *to,
		       const char *expected)
{
	g_autofree char *found = recalled(memory, sender, to, &hour, 10);

	g_assert_cmpstr(found, ==, expected);
}

static void test_routes(void)
{
	g_autoptr(Memory) memory = memory_new();

	keep(memory, "I1", "a@in.example", "x@out.example y@out.example",
	     &hour, 1);
	keep(memory, "I2", "a@in.example", "x@out.example", &hour, 2);
	comes_back(memory, "a@in.example", "x@out.example", "I2 I1");
	comes_back(memory, "a@in.example", "y@out.example", "I1");
	comes_back(memory, "A@IN.example", "Y@Out.Example", "I1");
	comes_back(memory, "a@in.example", "z@out.example", "");
	comes_back(memory, "b@in.example", "x@out.example", "");
	comes_back(memory, "", "x@out.example", "");
	/* Where one text ends and the other begins is no secret of theirs. */
	comes_back(memory, "a@in.examplex", "@out.example", "");
	comes_back(memory, "a@in.example",
		   "z@out.example y@out.example x@out.example", "I2 I1");
}

static void test_same_recipient_twice(void)
{
	g_autoptr(Memory) memory = memory_new();

	keep(memory, "I1", "a", "x x X", &hour, 1);
	g_assert_cmpuint(memory_count(memory), ==, 1);
	comes_back(memory, "a", "x x", "I1");
}

static void test_expiry(void)
{
	g_autoptr(Memory) memory = memory_new();
	g_autofree char *young = NULL;
	g_autofree char *mixed = NULL;
	g_autofree char *old = NULL;

	keep(memory, "I1", "a", "x", &hour, 1000);
	keep(memory, "I2", "a", "x", &hour, 2000);
	young = recalled(memory, "a", "x", &hour, 999 + HOUR_US);
	g_assert_cmpstr(young, ==, "I2 I1");
	mixed = recalled(memory, "a", "x", &hour, 1000 + HOUR_US);
	g_assert_cmpstr(mixed, ==, "I2");
	old = recalled(memory, "b", "y", &hour, 2000 + HOUR_US);
	g_assert_cmpstr(old, ==, "");
	g_assert_cmpuint(memory_count(memory), ==, 0);
}

static void test_capacity(void)
{
	static const MemoryLimits three = { HOUR_US, 3 };
	g_autoptr(Memory) memory = memory_new();
	g_autofree char *found = NULL;

	keep(memory, "I1", "a", "x y", &three, 1);
	keep(memory, "I2", "a", "x", &three, 2);
	keep(memory, "I3", "a", "z", &three, 3);
	g_assert_cmpuint(memory_count(memory), ==, 3);
	found = recalled(memory, "a", "x y z", &three, 4);
	g_assert_cmpstr(found, ==, "I3 I2 I1");	/* I1 by way of y */
	g_clear_pointer(&found, g_free);
	found = recalled(memory, "a", "x", &three, 4);
	g_assert_cmpstr(found, ==, "I2");
}

static void test_off(void)
{
	static const MemoryLimits off = { 0, 100 };
	g_autoptr(Memory) memory = memory_new();
	g_autofree char *found = NULL;

	keep(memory, "I1", "a", "x", &off, 1);
	g_assert_cmpuint(memory_count(memory), ==, 0);
	keep(memory, "I2", "a", "x", &hour, 2);
	found = recalled(memory, "a", "x", &off, 2);
	g_assert_cmpstr(found, ==, "");
	g_assert_cmpuint(memory_count(memory), ==, 0);
}

static void test_newest(void)
{
	g_autoptr(Memory) memory = memory_new();
	g_autoptr(Envelope) mail = envelope("later", "a", "x y");
	g_autoptr(GPtrArray) all = NULL;

	for (guint i = 0; i < 40; i++) {
		g_autofree char *incident = g_strdup_printf("I%02u", i);

		keep(memory, incident, "a", i % 2 ? "x" : "y", &hour, 1);
	}
	all = memory_recall(memory, mail, &hour, 2);
	g_assert_cmpuint(all->len, ==, EARLIER_MAX_MAILS);
	g_assert_cmpstr(((Earlier *)all->pdata[0])->incident, ==, "I39");
	g_assert_cmpstr(((Earlier *)all->pdata[15])->incident, ==, "I24");
}

static GPtrArray *sent(guint count, gsize size)
{
	GPtrArray *all = earlier_new();
	g_autoptr(GByteArray) data = g_byte_array_new();

	g_byte_array_set_size(data, (guint)size);
	memset(data->data, 7, size);
	for (guint i = 0; i < count; i++)
		earlier_add(all, "an-incident", "pdf", data);
	return all;
}

static void test_wire(void)
{
	g_autoptr(GPtrArray) all = sent(3, 20);
	g_autoptr(GByteArray) bytes = g_byte_array_new();
	guint whole = 0;

	earlier_write(all, bytes);
	/* Every beginning either ends between two locks, or is refused. */
	for (guint size = 0; size <= bytes->len; size++) {
		g_autoptr(GError) error = NULL;
		g_autoptr(GPtrArray) back = NULL;
		g_autofree guint8 *copy = g_memdup2(bytes->data, size);

		back = earlier_read(copy, size, &error);
		g_assert_true((back == NULL) == (error != NULL));
		whole += back != NULL;
		if (back)
			g_assert_true(back->len == size * 3 / bytes->len);
	}
	g_assert_cmpuint(whole, ==, 4);
}

static void test_wire_lies(void)
{
	for (guint field = 0; field < 3; field++) {
		static const guint32 lies[] = {
			65, 17, 4097, 0x7fffffff, 0x80000000, 0xffffffff,
		};
		g_autoptr(GPtrArray) all = sent(1, 20);
		g_autoptr(GByteArray) bytes = g_byte_array_new();

		earlier_write(all, bytes);
		for (guint i = field == 2 ? 2 : 0; i < G_N_ELEMENTS(lies);
		     i++) {
			g_autoptr(GError) error = NULL;

			memcpy(bytes->data + field * sizeof lies[i], &lies[i],
			       sizeof lies[i]);
			g_assert_null(earlier_read(bytes->data, bytes->len,
						   &error));
			g_assert_nonnull(error);
		}
	}
}

/* The newest come first, and it is the oldest that find no room. */
static void test_wire_is_bounded(void)
{
	g_autoptr(GPtrArray) all = sent(128, FOUND_LOCK_MAX_BYTES);
	g_autoptr(GByteArray) bytes = g_byte_array_new();
	g_autoptr(GPtrArray) back = NULL;

	earlier_write(all, bytes);
	g_assert_cmpuint(bytes->len, <=, EARLIER_MAX_BYTES);
	back = earlier_read(bytes->data, bytes->len, NULL);
	g_assert_cmpuint(back->len, ==, 15);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/gateway/memory/only-its-sender-and-recipients",
			test_routes);
	g_test_add_func("/gateway/memory/a-recipient-counts-once",
			test_same_recipient_twice);
	g_test_add_func("/gateway/memory/it-forgets-in-time", test_expiry);
	g_test_add_func("/gateway/memory/the-oldest-make-room", test_capacity);
	g_test_add_func("/gateway/memory/off-means-nothing-is-kept", test_off);
	g_test_add_func("/gateway/memory/only-the-newest-mails-go-along",
			test_newest);
	g_test_add_func("/gateway/memory/locks-arrive-whole-or-not-at-all",
			test_wire);
	g_test_add_func("/gateway/memory/locks-of-wrong-sizes-do-not-arrive",
			test_wire_lies);
	g_test_add_func("/gateway/memory/no-more-than-fits-is-sent",
			test_wire_is_bounded);
	return g_test_run();
}
