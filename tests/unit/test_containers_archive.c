/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * test_inspect_archive.c - archives, made by the real tools and by a writer
 * of our own for what those would never write.
 *
 * The oracle: what unzip, 7z or tar opens with the empty password is read by
 * somebody without a secret, so it must never be judged secret.
 */
#include "containers/archive.h"

#include <string.h>

#include "text/charset.h"

#include "tools.h"

#define MIB ((gsize)1024 * 1024)

static Tools *tools;

/* What a walk saw, in words: one for each member. */
typedef struct Seen {
	GString *text;
	guint members;
	guint64 bytes;
} Seen;

static gboolean on_member(const Member *member, gpointer data)
{
	Seen *seen = data;
	static const char *const protections[] = { "none", "unknown",
						   "secret" };

	g_assert_cmpuint(member->names->len, >, 0);
	g_string_append_printf(seen->text, "%s:%s:%" G_GSIZE_FORMAT "%s%s ",
			       (const char *)member->names->pdata[0],
			       protections[member->protection], member->size,
			       member->bytes ? "" : "!",
			       member->problem ? "?" : "");
	seen->members++;
	if (member->bytes)
		seen->bytes += member->size;
	return TRUE;
}

static Judgement *walk(const GByteArray *bytes, guint64 members,
		       guint64 most, Seen *seen)
{
	g_autoptr(Keyring) keyring = keyring_new(G_MAXUINT64, G_USEC_PER_SEC);
	ArchiveLimits limits = {
		.members = members, .bytes = most,
		.deadline_us = g_get_monotonic_time() +
			       30 * G_TIME_SPAN_SECOND,
		.keyring = keyring,
	};

	*seen = (Seen){ .text = g_string_new(NULL) };
	g_assert_nonnull(archive_type(bytes->data, bytes->len));
	return archive_walk(bytes->data, bytes->len, &limits, on_member, seen);
}

typedef struct Case {
	const char *name;
	const char *command;	/* makes "out" of a.txt, b.txt, folder/ */
	const char *type;
	Protection protection;
	const char *scheme;	/* nullable */
	const char *members;	/* as Seen has it; NULL: not looked at */
	gboolean has_problem;
} Case;

#define ZIP "application/zip"
#define A "a.txt:none:33 "
#define B "b.txt:none:4000 "
#define A_SECRET "a.txt:secret:33! "
#define B_SECRET "b.txt:secret:4000! "
#define SEVEN "7z a -bd -y -tzip -psecret "

/* Python's zipfile, patched: @what changes the bytes "z" of a ZIP. */
#define PATCH(make, what) \
	make " && python3 -c 'z=bytearray(open(\"out\",\"rb\").read());" what \
	";open(\"out\",\"wb\").write(z)'"
#define CENTRAL "c=z.find(b\"PK\\1\\2\");"

static const Case cases[] = {
	{ "plain", "zip -q out.zip a.txt b.txt && mv out.zip out", ZIP,
	  PROTECTION_NONE, NULL, A B, FALSE },
	{ "crypto", "zip -q -P secret out.zip a.txt b.txt && mv out.zip out",
	  ZIP, PROTECTION_SECRET, "zip-crypto", A_SECRET B_SECRET, FALSE },
	{ "crypto-stored",
	  "zip -q -0 -P secret out.zip a.txt b.txt && mv out.zip out",
	  ZIP, PROTECTION_SECRET, "zip-crypto", A_SECRET B_SECRET, FALSE },
	{ "crypto-as-a-stream",
	  "cat b.txt | zip -q -P secret - - > out",
	  ZIP, PROTECTION_SECRET, "zip-crypto", "-:secret:4000! ", FALSE },
	{ "aes256", SEVEN "-mem=AES256 out a.txt b.txt && mv out.zip out", ZIP,
	  PROTECTION_SECRET, "zip-aes256", A_SECRET B_SECRET, FALSE },
	{ "aes192", SEVEN "-mem=AES192 out a.txt b.txt && mv out.zip out", ZIP,
	  PROTECTION_SECRET, "zip-aes192", A_SECRET B_SECRET, FALSE },
	{ "aes128", SEVEN "-mem=AES128 out a.txt b.txt && mv out.zip out", ZIP,
	  PROTECTION_SECRET, "zip-aes128", A_SECRET B_SECRET, FALSE },
	{ "crypto-by-7z", SEVEN "-mem=ZipCrypto out a.txt && mv out.zip out",
	  ZIP, PROTECTION_SECRET, "zip-crypto", A_SECRET, FALSE },
	{ "weakest-scheme-is-named",
	  SEVEN "-mem=AES256 out a.txt && " SEVEN "-mem=ZipCrypto out b.txt "
	  "&& mv out.zip out", ZIP,
	  PROTECTION_SECRET, "zip-crypto", A_SECRET B_SECRET, FALSE },
	{ "one-readable-member",
	  SEVEN "-mem=AES256 out a.txt && zip -q out.zip b.txt && "
	  "mv out.zip out", ZIP,
	  PROTECTION_NONE, "zip-aes256", A_SECRET B, FALSE },
	{ "an-empty-readable-member-bears-nothing",
	  SEVEN "-mem=AES256 out a.txt && zip -q out.zip empty && "
	  "mv out.zip out", ZIP,
	  PROTECTION_SECRET, "zip-aes256", A_SECRET "empty:none:0 ", FALSE },
	{ "a-folder-bears-nothing",
	  SEVEN "out folder && mv out.zip out", ZIP,
	  PROTECTION_SECRET, "zip-crypto",
	  "folder/:none:0 folder/c.txt:secret:6! ", FALSE },
	{ "nothing-at-all", "zip -q out.zip a.txt && zip -qd out.zip a.txt; "
	  "printf 'PK\\005\\006\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0"
	  "\\0\\0\\0\\0\\0\\0' > out", ZIP,
	  PROTECTION_NONE, NULL, "", FALSE },
	{ "only-empty-members", "zip -q out.zip empty && mv out.zip out", ZIP,
	  PROTECTION_NONE, NULL, "empty:none:0 ", FALSE },
	{ "zip64", "cat b.txt | zip -q -fz - - > out", ZIP,
	  PROTECTION_NONE, NULL, "-:none:4000 ", FALSE },
	{ "zip64-crypto", "cat b.txt | zip -q -fz -P secret - - > out", ZIP,
	  PROTECTION_SECRET, "zip-crypto", "-:secret:4000! ", FALSE },
	{ "bzip2-within", "7z a -bd -tzip -mm=BZip2 out b.txt && "
	  "mv out.zip out", ZIP, PROTECTION_NONE, NULL, B, FALSE },
	{ "lzma-within", "7z a -bd -tzip -mm=LZMA out b.txt && "
	  "mv out.zip out", ZIP, PROTECTION_NONE, NULL, B, FALSE },
	{ "xz-within", "7z a -bd -tzip -mm=xz out b.txt && mv out.zip out",
	  ZIP, PROTECTION_NONE, NULL, B, FALSE },
	{ "deflate64-is-readable-though-not-here",
	  "7z a -bd -tzip -mm=Deflate64 out b.txt && mv out.zip out", ZIP,
	  PROTECTION_NONE, NULL, "b.txt:none:4000!? ", FALSE },
	{ "a-short-comment-is-harmless",
	  SEVEN "out a.txt && echo hello | zip -q -z out.zip && "
	  "mv out.zip out", ZIP,
	  PROTECTION_SECRET, "zip-crypto", A_SECRET, FALSE },
	{ "a-long-comment-is-content",
	  SEVEN "out a.txt && head -c 2000 b.txt | zip -q -z out.zip && "
	  "mv out.zip out", ZIP,
	  PROTECTION_NONE, "zip-crypto", A_SECRET, FALSE },
	{ "behind-a-program",
	  SEVEN "-mem=AES256 out a.txt && cat program out.zip > out && "
	  "zip -qA out 2>/dev/null; true", ZIP,
	  PROTECTION_SECRET, "zip-aes256", A_SECRET, FALSE },
	{ "behind-a-letter",
	  SEVEN "out a.txt && cat b.txt out.zip > out", ZIP,
	  PROTECTION_UNKNOWN, "zip-crypto", A_SECRET, TRUE },
	{ "before-a-letter",
	  SEVEN "out a.txt && cat out.zip b.txt > out", ZIP,
	  PROTECTION_UNKNOWN, "zip-crypto", A_SECRET, TRUE },
	{ "cut-in-the-middle",
	  SEVEN "out a.txt b.txt && head -c 100 out.zip > out", ZIP,
	  PROTECTION_UNKNOWN, "zip-crypto", NULL, TRUE },
	{ "flag-set-only-in-the-directory",
	  PATCH("zip -q out.zip b.txt && mv out.zip out",
		CENTRAL "z[c+8]|=1"), ZIP,
	  PROTECTION_NONE, NULL, B, TRUE },
	{ "flag-set-only-before-the-member",
	  PATCH("zip -q out.zip b.txt && mv out.zip out", "z[6]|=1"), ZIP,
	  PROTECTION_NONE, NULL, B, TRUE },
	{ "flag-set-in-both-but-readable",
	  PATCH("zip -q out.zip b.txt && mv out.zip out",
		CENTRAL "z[6]|=1;z[c+8]|=1"), ZIP,
	  PROTECTION_NONE, NULL, B, TRUE },
	{ "flag-set-in-both-but-stored",
	  PATCH("zip -q -0 out.zip a.txt && mv out.zip out",
		CENTRAL "z[6]|=1;z[c+8]|=1"), ZIP,
	  PROTECTION_NONE, NULL, A, TRUE },
	{ "flag-set-in-both-checksum-wrong-but-readable",
	  PATCH("zip -q -0 out.zip b.txt && mv out.zip out",
		CENTRAL "z[6]|=1;z[c+8]|=1;z[14]^=1;z[c+16]^=1"), ZIP,
	  PROTECTION_NONE, NULL, "b.txt:none:4000? ", TRUE },
	{ "flag-set-in-both-but-only-packed",
	  PATCH("7z a -bd -tzip -mm=BZip2 out b.txt && mv out.zip out",
		CENTRAL "z[6]|=1;z[c+8]|=1"), ZIP,
	  PROTECTION_NONE, NULL, B, TRUE },
	{ "flag-set-in-both-size-impossible",
	  PATCH("zip -q -0 out.zip big && mv out.zip out",
		CENTRAL "z[6]|=1;z[c+8]|=1;z[14]^=1;z[c+16]^=1"), ZIP,
	  PROTECTION_UNKNOWN, "zip-crypto", "big:secret:100000! ", TRUE },
	{ "flag-cleared-in-the-directory",
	  PATCH(SEVEN "-mem=ZipCrypto out b.txt && mv out.zip out",
		CENTRAL "z[c+8]&=254"), ZIP,
	  PROTECTION_NONE, NULL, NULL, TRUE },
	{ "hidden-member-before-the-directory",
	  SEVEN "out a.txt && python3 hide.py", ZIP,
	  PROTECTION_NONE, "zip-crypto", A_SECRET B, TRUE },
	{ "hidden-member-within-encrypted-data",
	  "python3 nest.py", ZIP,
	  PROTECTION_NONE, "zip-crypto", "e.bin:secret:4000! " A, TRUE },
	{ "names-differ",
	  PATCH("zip -q -0 out.zip a.txt && mv out.zip out", "z[30]=66"), ZIP,
	  PROTECTION_NONE, NULL, A, TRUE },
	{ "members-overlap",
	  "python3 overlap.py", ZIP, PROTECTION_UNKNOWN, "zip-crypto",
	  NULL, TRUE },
	{ "methods-differ-both-are-read",
	  PATCH("zip -q out.zip b.txt && mv out.zip out",
		CENTRAL "z[c+10]=0"), ZIP,
	  PROTECTION_NONE, NULL, NULL, TRUE },
	{ "entry-points-nowhere",
	  PATCH(SEVEN "out a.txt && mv out.zip out", CENTRAL "z[c+45]=0x7f"),
	  ZIP, PROTECTION_UNKNOWN, "zip-crypto", NULL, TRUE },

	{ "tar", "tar cf out a.txt b.txt", "application/x-tar",
	  PROTECTION_NONE, NULL, A B, FALSE },
	{ "old-tar", "tar --format=v7 -cf out a.txt b.txt", "application/x-tar",
	  PROTECTION_NONE, NULL, A B, FALSE },
	{ "pax", "tar --format=pax -cf out a.txt", "application/x-tar",
	  PROTECTION_NONE, NULL, A, FALSE },
	{ "tar-gz-is-a-tar-within", "tar czf out a.txt", "application/gzip",
	  PROTECTION_NONE, NULL, "content:none:10240 ", FALSE },
	{ "gzip", "gzip -c b.txt > out", "application/gzip",
	  PROTECTION_NONE, NULL, "content:none:4000 ", FALSE },
	{ "bzip2", "bzip2 -c b.txt > out", "application/x-bzip2",
	  PROTECTION_NONE, NULL, "content:none:4000 ", FALSE },
	{ "xz", "xz -c b.txt > out", "application/x-xz",
	  PROTECTION_NONE, NULL, "content:none:4000 ", FALSE },
	{ "lzma", "xz --format=lzma -c b.txt > out", "application/x-lzma",
	  PROTECTION_NONE, NULL, "content:none:4000 ", FALSE },
	{ "zstd", "zstd -qc b.txt > out", "application/zstd",
	  PROTECTION_NONE, NULL, "content:none:4000 ", FALSE },
	{ "lz4", "lz4 -qc b.txt > out", "application/x-lz4",
	  PROTECTION_NONE, NULL, "content:none:4000 ", FALSE },
	{ "cut-gzip", "gzip -c big > x && head -c 5000 x > out",
	  "application/gzip", PROTECTION_NONE, NULL, NULL, FALSE },
	{ "ar", "ar rc out a.txt b.txt", "application/x-archive",
	  PROTECTION_NONE, NULL, A B, FALSE },
	{ "7z", "7z a -bd out a.txt b.txt && mv out.7z out",
	  "application/x-7z-compressed", PROTECTION_NONE, NULL, A B, FALSE },
	{ "7z-encrypted", "7z a -bd -psecret out a.txt b.txt && mv out.7z out",
	  "application/x-7z-compressed", PROTECTION_SECRET, "7z-aes256",
	  NULL, FALSE },
	{ "7z-encrypted-names",
	  "7z a -bd -psecret -mhe=on out a.txt && mv out.7z out",
	  "application/x-7z-compressed", PROTECTION_SECRET, "7z-aes256",
	  "", FALSE },
	{ "7z-with-one-readable-member",
	  "7z a -bd -psecret out a.txt && 7z a -bd out b.txt && mv out.7z out",
	  "application/x-7z-compressed", PROTECTION_NONE, "7z-aes256",
	  NULL, FALSE },
};

/* "Who holds the file and no secret": any content, by any of the tools. */
static gboolean opens_without_secret(void)
{
	tools_must(tools, "rm -rf read; mkdir read");
	(void)tools_run(tools, "cd read && unzip -P '' -o ../out </dev/null");
	(void)tools_run(tools, "cd read && 7z x -y -p '-xr!*.bin' ../out "
			"</dev/null");
	(void)tools_run(tools, "cd read && tar xf ../out </dev/null");
	return tools_run(tools, "grep -rq 'fox\\|plans' read");
}

static void check(gconstpointer data)
{
	const Case *with = data;
	g_autoptr(GByteArray) bytes = NULL;
	g_autoptr(Judgement) judgement = NULL;
	Seen seen;

	tools->all++;
	(void)tools_run(tools, "rm -f out out.zip out.7z");
	tools_must(tools, with->command);
	bytes = tools_read(tools, "out");
	g_assert_cmpstr(archive_type(bytes->data, bytes->len), ==, with->type);
	judgement = walk(bytes, 100, MIB, &seen);
	if (judgement->problem)
		g_test_message("problem: %s", judgement->problem);
	if (opens_without_secret())
		g_assert_cmpint(judgement->protection, !=, PROTECTION_SECRET);
	g_assert_cmpint(judgement->protection, ==, with->protection);
	g_assert_cmpstr(judgement->scheme, ==, with->scheme);
	if (with->members)
		g_assert_cmpstr(seen.text->str, ==, with->members);
	g_assert_cmpint(judgement->problem != NULL, ==, with->has_problem);
	g_string_free(seen.text, TRUE);
	tools->right++;
}

/* Bombs: each must end at a limit, and soon. */
static const struct {
	const char *name;
	const char *command;
} bombs[] = {
	{ "zeros", "head -c 60000000 /dev/zero > z && zip -q out.zip z && "
		   "mv out.zip out" },
	{ "stored-twice-over",
	  "python3 -c 'import zipfile\n"
	  "z=zipfile.ZipFile(\"out\",\"w\",zipfile.ZIP_DEFLATED)\n"
	  "for i in range(50): z.writestr(str(i),bytes(1000000))\n"
	  "z.close()'" },
	{ "many-members",
	  "python3 -c 'import zipfile\n"
	  "z=zipfile.ZipFile(\"out\",\"w\")\n"
	  "for i in range(5000): z.writestr(str(i),b\"x\")\n"
	  "z.close()'" },
	{ "gzip-of-zeros", "head -c 60000000 /dev/zero | gzip > out" },
	{ "xz-of-zeros", "head -c 60000000 /dev/zero | xz > out" },
	{ "tar-of-zeros", "head -c 60000000 /dev/zero > z && "
			  "tar --sparse -cf out z" },
	{ "quine-like-overlap", "python3 overlap.py many" },
};

static void check_bomb(gconstpointer data)
{
	guint which = GPOINTER_TO_UINT(data);
	g_autoptr(GByteArray) bytes = NULL;
	g_autoptr(Judgement) judgement = NULL;
	Seen seen;

	(void)tools_run(tools, "rm -f out out.zip");
	tools_must(tools, bombs[which].command);
	bytes = tools_read(tools, "out");
	judgement = walk(bytes, 1000, MIB, &seen);
	g_assert_cmpuint(seen.members, <=, 1000);
	g_assert_cmpuint(seen.bytes, <=, MIB);
	g_assert_nonnull(judgement->problem);
	g_assert_cmpint(judgement->problem_kind, ==,
			strstr(bombs[which].name, "overlap")
				? PROBLEM_MALFORMED : PROBLEM_LIMIT);
	g_assert_cmpint(judgement->protection, !=, PROTECTION_SECRET);
	g_string_free(seen.text, TRUE);
}

static gboolean stop_at_once(const Member *member, gpointer data)
{
	(void)member;
	(*(guint *)data)++;
	return FALSE;
}

static void stops_when_told(void)
{
	g_autoptr(GByteArray) bytes = NULL;
	g_autoptr(Judgement) judgement = NULL;
	ArchiveLimits limits = { 100, MIB,
				 g_get_monotonic_time() + G_TIME_SPAN_MINUTE,
				 NULL, 0 };
	guint calls = 0;

	tools_must(tools, "rm -f out.zip; " SEVEN "out a.txt b.txt && "
		   "mv out.zip out");
	bytes = tools_read(tools, "out");
	judgement = archive_walk(bytes->data, bytes->len, &limits,
				 stop_at_once, &calls);
	g_assert_cmpuint(calls, ==, 1);
	g_assert_cmpint(judgement->protection, ==, PROTECTION_UNKNOWN);
}

/* Every cut of an archive with a secret: nothing cut is ever secret. */
static void every_cut(void)
{
	g_autoptr(GByteArray) bytes = NULL;

	tools_must(tools, "rm -f out.zip; " SEVEN "-mem=AES256 out a.txt b.txt "
		   "&& mv out.zip out");
	bytes = tools_read(tools, "out");
	for (gsize size = 0; size < bytes->len; size++) {
		g_autoptr(GByteArray) cut = g_byte_array_new();
		g_autoptr(Judgement) judgement = NULL;
		Seen seen;

		g_byte_array_append(cut, bytes->data, (guint)size);
		if (!archive_type(cut->data, cut->len))
			continue;
		judgement = walk(cut, 100, MIB, &seen);
		g_assert_cmpint(judgement->protection, !=, PROTECTION_SECRET);
		g_string_free(seen.text, TRUE);
	}
}

static void add_name(const Member *member, GString *names)
{
	for (guint i = 0; i < member->names->len; i++)
		g_string_append_printf(names, "[%s]",
				       (char *)member->names->pdata[i]);
}

static gboolean on_name(const Member *member, gpointer data)
{
	add_name(member, data);
	return TRUE;
}

/* A Japanese name as each kind of tool stores it. */
static const struct {
	const char *name;
	const char *command;
} named[] = {
	{ "cp932-in-zip",
	  "python3 rename.py cp932" },
	{ "utf-8-in-zip-flagged",
	  "python3 -c 'import zipfile\n"
	  "zipfile.ZipFile(\"out\",\"w\").writestr("
	  "\"\\u6a5f\\u5bc6\\u6027\\u0033.txt\",b\"x\")'" },
	{ "utf-8-in-zip-unflagged", "python3 rename.py utf-8" },
	{ "7z", "cp a.txt 機密性3.txt && 7z a -bd out 機密性3.txt && "
		"mv out.7z out" },
	{ "7z-encrypted", "cp a.txt 機密性3.txt && 7z a -psecret -bd out "
			  "機密性3.txt && mv out.7z out" },
	{ "tar", "cp a.txt 機密性3.txt && tar cf out 機密性3.txt" },
	{ "pax", "cp a.txt 機密性3.txt && tar --format=pax -cf out "
		 "機密性3.txt" },
};

static void check_name(gconstpointer data)
{
	guint which = GPOINTER_TO_UINT(data);
	g_autoptr(GByteArray) bytes = NULL;
	g_autoptr(Judgement) judgement = NULL;
	ArchiveLimits limits = { 100, MIB,
				 g_get_monotonic_time() + G_TIME_SPAN_MINUTE,
				 NULL, 0 };
	g_autoptr(GString) names = g_string_new(NULL);

	(void)tools_run(tools, "rm -f out out.7z");
	tools_must(tools, named[which].command);
	bytes = tools_read(tools, "out");
	judgement = archive_walk(bytes->data, bytes->len, &limits, on_name,
				 names);
	g_test_message("names: %s", names->str);
	g_assert_nonnull(strstr(names->str, "[機密性3.txt]"));
}

static void not_archives(void)
{
	static const char *const others[] = {
		"", "PK", "PK is short for public key", "BZh is no bzip2",
		"]\0\0", "7z is a program", "Rar! says the lion",
		"-lh5- is not at the right place here",
	};

	for (guint i = 0; i < G_N_ELEMENTS(others); i++)
		g_assert_null(archive_type((const guint8 *)others[i],
					   strlen(others[i])));
}

/* Writers for what no tool would write. */
static const struct {
	const char *name;
	const char *text;
} writers[] = {
	{ "hide.py",
	  "# a member between the encrypted one and the directory\n"
	  "import struct,zipfile,io\n"
	  "z=open('out.zip','rb').read()\n"
	  "p=io.BytesIO();w=zipfile.ZipFile(p,'w',zipfile.ZIP_DEFLATED)\n"
	  "w.write('b.txt');w.close();p=p.getvalue()\n"
	  "p=p[:p.find(b'PK\\1\\2')]\n"
	  "c=z.find(b'PK\\1\\2');e=z.rfind(b'PK\\5\\6')\n"
	  "z=bytearray(z[:c]+p+z[c:]);e+=len(p)\n"
	  "struct.pack_into('<I',z,e+16,c+len(p))\n"
	  "open('out','wb').write(z)\n" },
	{ "nest.py",
	  "# a readable member within what is said to be encrypted\n"
	  "import struct,zipfile,io,random,zlib\n"
	  "r=random.Random(1);d=bytearray(r.randbytes(4012))\n"
	  "p=io.BytesIO();w=zipfile.ZipFile(p,'w')\n"
	  "w.write('a.txt');w.close();p=p.getvalue()\n"
	  "p=p[:p.find(b'PK\\1\\2')]\n"
	  "d[500:500+len(p)]=p\n"
	  "def h(s,n,o):\n"
	  " b=struct.pack('<HHHHHIIIHH',20,1,0,0,33,7,4012,4000,5,0)\n"
	  " if n: return b'PK\\3\\4'+b+b'e.bin'\n"
	  " return b'PK\\1\\2'+struct.pack('<H',20)+b+"
	  "struct.pack('<HHHII',0,0,0,0,o)+b'e.bin'\n"
	  "z=h(0,1,0)+d;c=h(0,0,0)\n"
	  "e=b'PK\\5\\6'+struct.pack('<HHHHIIH',0,0,1,1,len(c),len(z),0)\n"
	  "open('out','wb').write(z+c+e)\n" },
	{ "overlap.py",
	  "# directory entries that share one member, as bombs do\n"
	  "import struct,random,sys\n"
	  "d=random.Random(1).randbytes(4012)\n"
	  "b=struct.pack('<HHHHHIIIHH',20,1,0,0,33,7,4012,4000,5,0)\n"
	  "z=b'PK\\3\\4'+b+b'e.bin'+d\n"
	  "c=b'PK\\1\\2'+struct.pack('<H',20)+b+"
	  "struct.pack('<HHHII',0,0,0,0,0)+b'e.bin'\n"
	  "n=2 if len(sys.argv)<2 else 900;c*=n\n"
	  "e=b'PK\\5\\6'+struct.pack('<HHHHIIH',0,0,n,n,len(c),len(z),0)\n"
	  "open('out','wb').write(z+c+e)\n" },
	{ "rename.py",
	  "# a Japanese name in bytes, without the flag for UTF-8\n"
	  "import zipfile,sys\n"
	  "n='\\u6a5f\\u5bc6\\u6027\\u0033.txt'.encode(sys.argv[1])\n"
	  "f='x'*len(n)\n"
	  "zipfile.ZipFile('out','w').writestr(f,b'text')\n"
	  "z=open('out','rb').read().replace(f.encode(),n)\n"
	  "open('out','wb').write(z)\n" },
};

static void prepare(void)
{
	GString *long_text = g_string_new(NULL);

	tools = tools_new();
	for (guint i = 0; i < G_N_ELEMENTS(writers); i++)
		tools_write(tools, writers[i].name, writers[i].text,
			    strlen(writers[i].text));
	while (long_text->len < 4000)
		g_string_append_printf(long_text, "%" G_GSIZE_FORMAT
				       " secret plans\n", long_text->len);
	g_string_truncate(long_text, 4000);
	tools_write(tools, "a.txt", "The quick brown fox jumps today.\n", 33);
	tools_write(tools, "b.txt", long_text->str, long_text->len);
	g_string_free(long_text, TRUE);
	tools_must(tools, ": > empty; mkdir folder; echo plans > folder/c.txt; "
		   "head -c 100000 /dev/urandom > big; "
		   "cp /bin/true program");
}

#define ADD_TABLE(table, folder, function)				\
	for (guint i = 0; i < G_N_ELEMENTS(table); i++) {		\
		g_autofree char *path = g_strconcat(			\
			"/containers/archive/" folder, table[i].name, NULL);\
									\
		g_test_add_data_func(path, GUINT_TO_POINTER(i),		\
				     function);				\
	}

int main(int argc, char **argv)
{
	int result;

	g_test_init(&argc, &argv, NULL);
	prepare();
	charset_warm_up();
	archive_warm_up();
	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *path = g_strconcat("/containers/archive/",
						    cases[i].name, NULL);

		g_test_add_data_func(path, &cases[i], check);
	}
	ADD_TABLE(bombs, "bomb/", check_bomb)
	ADD_TABLE(named, "name/", check_name)
	g_test_add_func("/containers/archive/stops-when-told", stops_when_told);
	g_test_add_func("/containers/archive/no-cut-of-an-archive-is-secret",
			every_cut);
	g_test_add_func("/containers/archive/other-bytes-are-no-archives",
			not_archives);
	result = g_test_run();
	g_test_message("judged right/all: %u/%u", tools->right, tools->all);
	tools_free(tools);
	return result;
}
