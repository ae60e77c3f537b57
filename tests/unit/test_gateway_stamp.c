/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * test_gateway_stamp.c - what makes signatures others, however they were put
 * in place, and what does not.
 */
#include "gateway/stamp.h"

#include <string.h>

#include "tools.h"

typedef struct Case {
	const char *name;
	const char *path;	/* what is looked at */
	const char *command;	/* done to it */
	gboolean changes;
} Case;

/* Files of one size and one time, as some packages have them. */
#define PUT(name) "echo x >" name " && touch -d @1 " name

static const char before[] =
	"mkdir v1 v2 && " PUT("v1/main.cvd") " && " PUT("v2/main.cvd")
	" && ln -s v1 current && ln -s current link"
	" && ln -s v1/main.cvd file && ln -s ../nothing v1/dangling.cvd";

static const Case cases[] = {
	{ "nothing", "v1", "true", FALSE },
	{ "read", "v1", "cat v1/main.cvd", FALSE },
	{ "being-written", "v1", "echo x >v1/tmp.1 && mkdir v1/tmp.d && "
	  "echo x >v1/.main.cvd.Xa3", FALSE },
	{ "notes", "v1", "echo x >v1/freshclam.log && "
	  "echo x >v1/freshclam.dat", FALSE },
	{ "a-folder-beside-them", "v1", "mkdir v1/old", FALSE },
	{ "moved-and-moved-back", "v1", "mv v1 v3 && mv v3 v1", FALSE },
	{ "one-more", "v1", PUT("v1/daily.cvd"), TRUE },
	{ "one-fewer", "v1", "rm v1/main.cvd", TRUE },
	{ "renamed", "v1", "mv v1/main.cvd v1/main.cld", TRUE },
	{ "renamed-over", "v1", PUT("v1/tmp.1") " && mv v1/tmp.1 v1/main.cvd",
	  TRUE },
	{ "written-over", "v1", "echo y >v1/main.cvd", TRUE },
	{ "written-over-with-its-old-time", "v1",
	  "echo yy >v1/main.cvd && touch -d @1 v1/main.cvd", TRUE },
	{ "written-to", "v1", "echo y >>v1/main.cvd", TRUE },
	{ "size-time-and-inode-as-before", "v1",
	  "echo y >v1/main.cvd && touch -d @1 v1/main.cvd", TRUE },
	{ "folder-replaced", "v1", "mv v1 v0 && mv v2 v1", TRUE },
	{ "link-to-something-filled", "v1", PUT("nothing"), TRUE },
	{ "link-to-the-folder", "current", "ln -sfn v2 current", TRUE },
	{ "link-to-a-link", "link", "ln -sfn v2 current", TRUE },
	{ "folder-behind-a-link", "link", PUT("v1/daily.cvd"), TRUE },
	{ "file-renamed-over", "v1/main.cvd",
	  PUT("n") " && mv n v1/main.cvd", TRUE },
	{ "file-behind-a-link-renamed-over", "file",
	  PUT("n") " && mv n v1/main.cvd", TRUE },
	{ "link-to-a-file", "file", "ln -sfn v2/main.cvd file", TRUE },
	{ "beside-the-file", "v1/main.cvd", PUT("v1/daily.cvd"), FALSE },
};

static void test_case(gconstpointer data)
{
	const Case *one = data;
	Tools *tools = tools_new();
	g_autofree char *path = g_build_filename(tools->folder, one->path,
						 NULL);
	g_autoptr(GError) error = NULL;
	guint64 stamp;

	tools_must(tools, before);
	stamp = stamp_of(path, &error);
	g_assert_no_error(error);
	g_assert_cmpuint(stamp, !=, 0);
	tools_must(tools, one->command);
	g_assert_true((stamp_of(path, &error) != stamp) == one->changes);
	g_assert_no_error(error);
	tools_free(tools);
}

static void test_gone(void)
{
	Tools *tools = tools_new();
	g_autofree char *path = g_build_filename(tools->folder, "none", NULL);
	g_autoptr(GError) error = NULL;

	g_assert_cmpuint(stamp_of(path, &error), ==, 0);
	g_assert_nonnull(strstr(error->message, path));
	/* Empty is not the same as gone. */
	tools_must(tools, "mkdir none");
	g_assert_cmpuint(stamp_of(path, NULL), !=, 0);
	tools_free(tools);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *path = g_strconcat("/gateway/stamp/",
						    cases[i].name, NULL);

		g_test_add_data_func(path, &cases[i], test_case);
	}
	g_test_add_func("/gateway/stamp/what-is-not-there", test_gone);
	return g_test_run();
}
