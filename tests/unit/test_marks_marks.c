/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * test_marks_marks.c - what marks, what merely mentions.
 */
#include "marks/marks.h"

#include <locale.h>
#include <string.h>

#include "base/error.h"

#include "marks-cases.h"
#include "marks-marked.h"
#include "marks-mentions.h"
#include "marks-office-marked.h"
#include "marks-office-mentions.h"
#include "marks-texts.h"

static Brief *other_brief(void)
{
	Brief *brief = brief_new();

	add_level(brief, "社外秘", 1, "社外秘;TLP:GREEN");
	add_level(brief, "秘", 2, "秘;TLP:AMBER;OFFICIAL:Sensitive");
	add_level(brief, "極秘", 3, "極秘;PROTECTED;TLP:RED");
	add_level(brief, "AMBER+STRICT", 4, "TLP:AMBER+STRICT");
	add_level(brief, "自治体機密性3A", 5, "自治体機密性3A");
	add_level(brief, "自治体機密性3B", 6, "自治体機密性3B");
	add_level(brief, "TOP", 7, "TOP SECRET");
	return brief;
}

static void test_marked(void)
{
	g_autoptr(Brief) brief = police_brief();
	guint found = run(brief, marked, G_N_ELEMENTS(marked));

	g_test_message("marked: %u/%u", found, (guint)G_N_ELEMENTS(marked));
}

static void test_office(void)
{
	g_autoptr(Brief) brief = police_brief();
	guint found = run(brief, office_marked, G_N_ELEMENTS(office_marked));
	guint quiet = run(brief, office_mentions,
			  G_N_ELEMENTS(office_mentions));

	g_test_message("office: %u/%u found, %u/%u alarms", found,
		       (guint)G_N_ELEMENTS(office_marked),
		       (guint)G_N_ELEMENTS(office_mentions) - quiet,
		       (guint)G_N_ELEMENTS(office_mentions));
}

/* How long: only where 取扱制限 or a period introduces it, at a marking. */
static const Case periods[] = {
	{ B, "機密性2|2027-03-31まで", "機密性2　取扱制限：令和9年3月31日まで\n" },
	{ B, "機密性2|複製禁止|2027-03-31まで",
	  "機密性２（取扱制限：複製禁止、2027/3/31まで）\n" },
	{ B, "機密性2|2027-03-31まで", "機密性2　取扱制限：R9.3.31まで\n" },
	{ B, "機密性2|2019-05-01まで", "機密性2　保存期間：令和元年5月1日まで\n" },
	{ B, "機密性3|2027-03-31まで", "機密性3　秘密期間　令和９年３月31日まで\n" },
	{ B, "機密性3|2027-03-31まで", "機密性3（秘密期間：2027年3月31日）\n" },
	{ B, "機密性3|2030-12-01まで", "機密性3　保存期間　平成42年12月1日まで保存\n" },
	{ B, "機密性3|2028-12まで", "機密性3　保存期間：令和10年12月まで\n" },
	{ B, "機密性3|公開日まで", "機密性3　取扱制限：公開日まで\n" },
	{ B, "機密性3|関係者限り|公表まで",
	  "【機密性3】取扱制限：関係者限り・公表まで\n" },
	{ S, "機密性3|2027-03-31まで",
	  "【機密性3・取扱制限：令和9年3月31日まで】人事案" },
	{ B, "2027-03-31まで", "取扱制限：令和9年3月31日まで\n" },
	{ H, "機密性2|複製禁止|2027-03-31まで",
	  "機密性2; 取扱制限=複製禁止,2027-03-31まで" },
	{ B, "", "保存期間：令和9年3月31日まで\n" },
	{ B, "", "秘密期間：令和9年3月31日\n" },
	{ B, "", "公開日まで\n" },
	{ B, "", "令和9年3月31日まで\n" },
	{ B, "機密性3", "機密性3　保存期間1年\n" },
	{ B, "機密性3", "機密性3（令和8年12月31日まで保存）\n" },
	{ B, "機密性3", "機密性3　作成日：令和8年12月31日\n" },
	{ B, "機密性2|配布禁止", "機密性2　配布禁止\n" },
	{ B, "機密性2|配付禁止", "機密性2　配付禁止\n" },
	{ B, "機密性2|暗号化必須|転送禁止|関係者限り",
	  "機密性2　暗号化必須・転送禁止・関係者限り\n" },
};

static void test_periods(void)
{
	g_autoptr(Brief) brief = police_brief();

	(void)run(brief, periods, G_N_ELEMENTS(periods));
}

static void test_mentions(void)
{
	g_autoptr(Brief) brief = police_brief();
	guint quiet = run(brief, mentions, G_N_ELEMENTS(mentions));

	g_test_message("mentions: %u/%u alarms",
		       (guint)G_N_ELEMENTS(mentions) - quiet,
		       (guint)G_N_ELEMENTS(mentions));
}

static void test_other_names(void)
{
	g_autoptr(Brief) brief = other_brief();
	guint good = run(brief, other_names, G_N_ELEMENTS(other_names));

	g_test_message("other names: %u/%u", good,
		       (guint)G_N_ELEMENTS(other_names));
}

/* Columns as a mailer counts them. */
static guint columns(gunichar c)
{
	return g_unichar_iswide(c) || c > 0x2000 ? 2 : 1;
}

static char *wrapped(const char *text, guint width, const char *prefix)
{
	GString *all = g_string_new(prefix);
	guint used = 0;

	for (; *text; text = g_utf8_next_char(text)) {
		gunichar c = g_utf8_get_char(text);

		if (c != '\n' && used + columns(c) > width) {
			g_string_append_c(all, '\n');
			g_string_append(all, prefix);
			used = 0;
		}
		g_string_append_unichar(all, c);
		used = c == '\n' ? 0 : used + columns(c);
		if (c == '\n' && text[1])
			g_string_append(all, prefix);
	}
	return g_string_free(all, FALSE);
}

static guint alarm_in(const Matcher *matcher, const char *name, Place place,
		      const char *text)
{
	g_autofree char *got = search(matcher, place, text);

	if (!*got)
		return 0;
	g_test_message("%s: \"%s\" in:\n%s", name, got, text);
	g_test_fail();
	return 1;
}

static void test_prose(void)
{
	static const char *const prefixes[] = { "", "> ", "　", "\t" };
	g_autoptr(Brief) brief = police_brief();
	g_autoptr(Matcher) matcher = matcher_for(brief);
	guint count = 0;
	guint alarms = 0;

	for (gsize i = 0; i < G_N_ELEMENTS(prose); i++) {
		for (gsize p = 0; p < G_N_ELEMENTS(prefixes); p++) {
			g_autofree char *text = wrapped(prose[i].text, G_MAXUINT,
							prefixes[p]);

			alarms += alarm_in(matcher, prose[i].name, PLACE_BODY,
					   text);
			count++;
		}
	}
	g_test_message("texts about marking: %u/%u alarms", alarms, count);
}

static void test_wrapped_prose(void)
{
	g_autoptr(Brief) brief = police_brief();
	g_autoptr(Matcher) matcher = matcher_for(brief);
	guint count = 0;
	guint alarms = 0;

	for (gsize i = 0; i < G_N_ELEMENTS(prose); i++) {
		for (guint width = 50; width <= 80; width++) {
			g_autofree char *text = wrapped(prose[i].text, width,
							width % 2 ? "> " : "");

			alarms += alarm_in(matcher, prose[i].name, PLACE_TEXT,
					   text);
			count++;
		}
	}
	g_test_message("wrapped texts: %u/%u alarms", alarms, count);
}

/*
 * Every level in every spelling, in every bracket, at every place: generated
 * here from the requirement, not from the tables of the recogniser.
 */
static const char *const digits[3][10] = {
	{ "1", "１", "①", "⑴", "❶", "¹", "Ⅰ", "I", "一", "壱" },
	{ "2", "２", "②", "⑵", "❷", "²", "Ⅱ", "II", "二", "弐" },
	{ "3", "３", "③", "⑶", "❸", "³", "Ⅲ", "III", "三", "参" },
};
static const char *const joints[] = {
	"", " ", "　", "-", "－", "‐", "―", "：", ":", "_", "\u200B", "ー",
};
static const char *const stems[] = {
	"機密性", "機 密 性", "機　密　性", "機\u200B密\uFE00性",
};
static const char *const tails[] = {
	"", "情報", "文書", "（%s）", "(%s)", "［%s］", "%s", "（%s）情報",
};
static const char *const degree[] = { "低", "中", "高" };
static const char *const frames[][2] = {
	{ "【", "】" }, { "[", "]" }, { "［", "］" }, { "（", "）" },
	{ "(", ")" }, { "〔", "〕" }, { "<", ">" }, { "＜", "＞" },
	{ "〈", "〉" }, { "《", "》" }, { "≪", "≫" }, { "【 ", " 】" },
};
static const struct {
	Place place;
	const char *format;
} spots[] = {
	{ S, "%s名簿の送付" }, { S, "Re: %s 名簿の送付" },
	{ S, "名簿の送付%s" }, { S, "[list 12] %s名簿" },
	{ B, "%s\n\n各位\n" }, { B, "本文です。\n\n%s\n" },
	{ B, "> %s\n> 本文です。\n" }, { B, "■%s■\n" },
	{ B, "※%s\r\n本文です。\r\n" }, { B, "分類：%s\n" },
	{ T, "\t\t%s\n表題\n" }, { T, "本文です。\f%s" },
	{ T, "%s名簿の送付\n\n各位\n" },
	{ F, "%s名簿.xlsx" }, { F, "名簿%s.xlsx" }, { F, "a/%s/名簿.xlsx" },
	{ H, "%s" },
};

static guint try_spots(const Matcher *matcher, const char *mark,
		       const char *expected, guint *total)
{
	guint found = 0;

	for (gsize i = 0; i < G_N_ELEMENTS(spots); i++) {
		g_auto(GStrv) pieces = g_strsplit(spots[i].format, "%s", 2);
		g_autofree char *text = g_strjoinv(mark, pieces);
		g_autofree char *got = search(matcher, spots[i].place, text);

		(*total)++;
		if (g_str_equal(got, expected)) {
			found++;
			continue;
		}
		g_test_message("%s: expected \"%s\", got \"%s\": %s",
			       place_name(spots[i].place), expected, got,
			       text);
		g_test_fail();
	}
	return found;
}

static char *spelled(guint level, guint stem, guint joint, guint digit,
		     guint tail, guint frame)
{
	g_auto(GStrv) pieces = g_strsplit(tails[tail], "%s", 2);
	g_autofree char *end = g_strjoinv(degree[level], pieces);

	return g_strconcat(frames[frame][0], stems[stem], joints[joint],
			   digits[level][digit], end, frames[frame][1], NULL);
}

static void test_every_spelling(void)
{
	static const char *const expected[] = {
		"機密性1", "機密性2", "機密性3"
	};
	g_autoptr(Brief) brief = police_brief();
	g_autoptr(Matcher) matcher = matcher_for(brief);
	guint total = 0;
	guint found = 0;
	guint step = 0;

	/* Digits and frames meet fully; the others take turns beside. */
	for (guint level = 0; level < 3; level++) {
		for (guint digit = 0; digit < 10; digit++) {
			for (guint frame = 0; frame < 12; frame++, step++) {
				g_autofree char *mark =
					spelled(level, step % 4, step % 11,
						digit, step % 7, frame);

				found += try_spots(matcher, mark,
						   expected[level], &total);
			}
		}
	}
	g_test_message("generated: %u/%u found", found, total);
}

static const struct {
	const char *why;
	const char *first;	/* names of a level with rank 1 ... */
	const char *second;	/* ... and of one with rank 2 */
} refused[] = {
	{ "nothing to see", "\u200B\u200B", "B" },
	{ "nothing to see", " - ", "B" },
	{ "two levels", "極秘", "秘;極 秘" },
	{ "two levels by width", "A1", "Ａ１" },
	{ "two levels by digit", "区分3", "区分③" },
	{ "too long",
	  "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
	  "B" },
};

static void test_refused_names(void)
{
	for (gsize i = 0; i < G_N_ELEMENTS(refused); i++) {
		g_autoptr(Brief) brief = brief_new();
		g_autoptr(GError) error = NULL;
		g_autoptr(Matcher) matcher = NULL;

		add_level(brief, "first", 1, refused[i].first);
		add_level(brief, "second", 2, refused[i].second);
		matcher = matcher_new(brief, &error);
		g_test_message("%s", refused[i].why);
		g_assert_null(matcher);
		g_assert_error(error, FAIL_DOMAIN, FAIL_CONFIG);
		g_assert_nonnull(strstr(error->message, "first"));
	}
}

/* A name that is configured wins over one that is derived. */
static void test_configured_wins(void)
{
	g_autoptr(Brief) brief = brief_new();
	g_autoptr(Matcher) matcher = NULL;
	g_autofree char *got = NULL;

	add_level(brief, "first", 1, "機2");
	add_level(brief, "second", 2, "機密性2");
	matcher = matcher_for(brief);
	got = search(matcher, PLACE_SUBJECT, "【機2】名簿");
	g_assert_cmpstr(got, ==, "first");
}

static void note_text(const Found *found, gpointer data)
{
	g_string_assign(data, found->text);
}

static void test_text(void)
{
	g_autoptr(Brief) brief = police_brief();
	g_autoptr(Matcher) matcher = matcher_for(brief);
	g_autoptr(GString) text = g_string_new(NULL);
	g_autoptr(GString) longer = g_string_new("機密性3");

	matcher_search(matcher, PLACE_SUBJECT, "Re: 【機密性３（高）】名簿",
		       SEARCH_MARKS, note_text, text);
	g_assert_cmpstr(text->str, ==, "【機密性３（高）】");
	matcher_search(matcher, PLACE_BODY, "> 　 機 密 性 ③ \n",
		       SEARCH_MARKS, note_text, text);
	g_assert_cmpstr(text->str, ==, "機 密 性 ③");
	for (guint i = 0; i < 60; i++)
		g_string_append(longer, "★★");
	matcher_search(matcher, PLACE_BODY, longer->str, SEARCH_MARKS,
		       note_text, text);
	g_assert_true(g_str_has_prefix(text->str, "機密性3★"));
	g_assert_cmpint(g_utf8_strlen(text->str, -1), ==, 80);
}

/* What stands around a text must not hide a marking in it, however much. */
static void test_far_away(void)
{
	static const char *const fillers[] = {
		"本文です。\n", "\n", "機密性3情報を送らないこと。\n",
		"plain text of no interest\r\n", "「機密性2」とは。\n",
	};
	g_autoptr(Brief) brief = police_brief();
	g_autoptr(Matcher) matcher = matcher_for(brief);

	for (gsize i = 0; i < G_N_ELEMENTS(fillers); i++) {
		g_autoptr(GString) text = g_string_new(NULL);
		g_autofree char *got = NULL;

		while (text->len < 300000)
			g_string_append(text, fillers[i]);
		g_string_append(text, "\n【機密性３】\n\n");
		while (text->len < 600000)
			g_string_append(text, fillers[i]);
		got = search(matcher, PLACE_TEXT, text->str);
		g_assert_cmpstr(got, ==, "機密性3");
	}
}

int main(int argc, char **argv)
{
	setlocale(LC_CTYPE, "C.UTF-8");	/* for what a failure prints */
	g_test_init(&argc, &argv, NULL);
	g_test_set_nonfatal_assertions();
	g_test_add_func("/marks/marks/marked-mail-is-found", test_marked);
	g_test_add_func("/marks/marks/what-offices-write", test_office);
	g_test_add_func("/marks/marks/a-restriction-may-say-until-when",
			test_periods);
	g_test_add_func("/marks/marks/a-mention-gives-no-class",
			test_mentions);
	g_test_add_func("/marks/marks/texts-about-marking-have-no-class",
			test_prose);
	g_test_add_func("/marks/marks/wrapping-makes-no-marking",
			test_wrapped_prose);
	g_test_add_func("/marks/marks/every-spelling-in-every-place",
			test_every_spelling);
	g_test_add_func("/marks/marks/any-name-can-be-a-level",
			test_other_names);
	g_test_add_func("/marks/marks/a-name-of-two-levels-is-refused",
			test_refused_names);
	g_test_add_func("/marks/marks/a-configured-name-wins",
			test_configured_wins);
	g_test_add_func("/marks/marks/the-text-is-as-written-and-short",
			test_text);
	g_test_add_func("/marks/marks/much-text-hides-nothing",
			test_far_away);
	return g_test_run();
}
