/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * test_documents_print_header.c - codes go, text stays.
 */
#include "documents/print-header.h"

#include <string.h>

typedef struct Case {
	const char *name;
	const char *text;
	const char *lines;
} Case;

static const Case cases[] = {
	{ "nothing", "", "" },
	{ "text-without-a-section", "機密性2", "機密性2\n" },
	{ "a-section-a-line", "&L左&C機密性2&R右", "左\n機密性2\n右\n" },
	{ "empty-sections-leave-no-line", "&L&C機密性2&R", "機密性2\n" },
	{ "small-letters-are-codes-too", "&l左&c中&p", "左\n中\n" },
	{ "font-names-are-no-text", "&C&\"ＭＳ Ｐゴシック,太字\"機密性2",
	  "機密性2\n" },
	{ "font-never-closed-is-text", "&C&\"機密性2", "\"機密性2\n" },
	{ "sizes-are-no-text", "&C&14機密性2", "機密性2\n" },
	{ "digits-after-a-size-are-text", "&C&14 3部", " 3部\n" },
	{ "two-ampersands-are-one", "&CA&&B", "A&B\n" },
	{ "fields-leave-nothing", "&C&A &P/&N &D&T&F&Z&G機密性2",
	  " / 機密性2\n" },
	{ "page-and-one", "&C&P+1ページ&P-12&P+", "ページ+\n" },
	{ "colours-are-no-text", "&C&KFF0000機&K01+000密&K02-049性",
	  "機密性\n" },
	{ "no-colour-is-text", "&C&K機密", "機密\n" },
	{ "styles-are-no-text", "&C&B機&B&I密&I&U&E&S&X&Y&O&H性", "機密性\n" },
	{ "unknown-codes-lose-no-text", "&C&機密性2&Q", "機密性2Q\n" },
	{ "code-at-the-very-end", "&C機密性2&", "機密性2\n" },
	{ "lines-within-a-section", "&L一\r\n機密性2\n&C二",
	  "一\n機密性2\n二\n" },
};

static void test_case(gconstpointer data)
{
	const Case *c = data;
	g_autoptr(Flow) flow = flow_new(PLACE_PAGE, NULL, 1000);

	print_header_put(flow, c->text, strlen(c->text));
	g_assert_cmpstr(flow_text(flow), ==, c->lines);
}

static void test_goes_on_in_a_flow(void)
{
	g_autoptr(Flow) flow = flow_new(PLACE_PAGE, "line", 1000);
	g_autofree char *where = NULL;

	flow_at(flow, "header");
	print_header_put(flow, "&Lab", 4);
	flow_at(flow, "footer");
	print_header_put(flow, "&Lcd&Ref", 8);
	g_assert_cmpstr(flow_text(flow), ==, "ab\ncd\nef\n");
	where = flow_where(flow, 6);
	g_assert_cmpstr(where, ==, "footer, line 2");
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *path = g_strdup_printf(
			"/documents/print-header/%s", cases[i].name);

		g_test_add_data_func(path, &cases[i], test_case);
	}
	g_test_add_func("/documents/print-header/goes-on-in-a-flow",
			test_goes_on_in_a_flow);
	return g_test_run();
}
