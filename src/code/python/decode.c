/* Decoders of Python's library, on constants. */
#include "code/decode.h"

#include "base/ascii.h"
#include "code/python/reader.h"

static const struct {
	const char *name;
	enum code_codec codec;
	bool text; /* gives text rather than bytes */
} functions[] = {
	{ "base64.a85decode", CODE_ASCII85, false },
	{ "base64.b16decode", CODE_HEX, false },
	{ "base64.b32decode", CODE_BASE32, false },
	{ "base64.b64decode", CODE_BASE64, false },
	{ "base64.b85decode", CODE_BASE85, false },
	{ "base64.decodebytes", CODE_BASE64, false },
	{ "base64.decodestring", CODE_BASE64, false },
	{ "base64.standard_b64decode", CODE_BASE64, false },
	{ "base64.urlsafe_b64decode", CODE_BASE64, false },
	{ "binascii.a2b_base64", CODE_BASE64, false },
	{ "binascii.a2b_hex", CODE_HEX, false },
	{ "binascii.unhexlify", CODE_HEX, false },
	{ "builtins.bytearray.fromhex", CODE_HEX, false },
	{ "builtins.bytes.fromhex", CODE_HEX, false },
	{ "bz2.decompress", CODE_BZIP2, false },
	{ "gzip.decompress", CODE_GZIP, false },
	{ "lzma.decompress", CODE_XZ, false },
	{ "urllib.parse.unquote", CODE_PERCENT, true },
	{ "urllib.parse.unquote_plus", CODE_PERCENT, true },
	{ "urllib.unquote", CODE_PERCENT, true },
	{ "zlib.decompress", CODE_ZLIB, false },
	{ "zlib.decompressobj().decompress", CODE_ZLIB, false },
};

/* Codecs by the names that bytes.decode() and codecs.decode() take. */
static const struct {
	const char *name;
	enum code_codec codec;
} codecs[] = {
	{ "base64", CODE_BASE64 },  { "base64_codec", CODE_BASE64 }, { "base-64", CODE_BASE64 },
	{ "bz2", CODE_BZIP2 },	    { "bz2_codec", CODE_BZIP2 },     { "hex", CODE_HEX },
	{ "hex_codec", CODE_HEX },  { "rot13", CODE_ROT13 },	     { "rot_13", CODE_ROT13 },
	{ "rot-13", CODE_ROT13 },   { "utf-16", CODE_UTF16 },	     { "utf-16-le", CODE_UTF16 },
	{ "utf-16le", CODE_UTF16 }, { "utf_16_le", CODE_UTF16 },     { "utf16", CODE_UTF16 },
	{ "zip", CODE_ZLIB },	    { "zlib", CODE_ZLIB },	     { "zlib_codec", CODE_ZLIB },
};

static bool run(struct python_reader *r, enum code_codec codec, const struct code_value *text,
		bool bytes, struct code_value *decoded)
{
	struct span out;
	bool cut;

	if (!text || text->kind != CODE_TEXT || text->partial ||
	    !code_decode(r->pool, codec, text->text, &out, &cut))
		return false;
	*decoded = code_text(out);
	decoded->bytes = bytes;
	decoded->partial = cut;
	decoded->marks = text->marks;
	decoded->offset = text->offset;
	decoded->line = text->line;
	if (cut)
		r->end->full = true;
	return true;
}

bool python_decode_named(struct python_reader *r, struct span codec, const struct code_value *text,
			 struct code_value *decoded)
{
	for (size_t i = 0; i < sizeof(codecs) / sizeof(*codecs); i++)
		if (ascii_same(codec, codecs[i].name))
			return run(r, codecs[i].codec, text,
				   codecs[i].codec != CODE_ROT13 && codecs[i].codec != CODE_UTF16,
				   decoded);
	return false;
}

static bool run_named(struct python_reader *r, const struct code_value *call,
		      struct code_value *decoded)
{
	const struct code_value *text = code_at(call, 0);

	return span_is(call->text, "codecs.decode") || span_is(call->text, "codecs.encode")
		       ? python_decode_named(r, code_constant(code_argument(call, "encoding", 1)),
					     text, decoded)
		       : false;
}

bool python_decode(struct python_reader *r, const struct code_value *call,
		   struct code_value *decoded)
{
	uint8_t first = call->text.n ? call->text.p[0] : 0;
	bool found = false;

	for (size_t i = 0; i < sizeof(functions) / sizeof(*functions) && !found; i++)
		if ((uint8_t)functions[i].name[0] == first &&
		    span_is(call->text, functions[i].name))
			found = run(r, functions[i].codec, code_at(call, 0), !functions[i].text,
				    decoded);
	return found || run_named(r, call, decoded);
}
