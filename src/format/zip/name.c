/* Names in a zip that some reader does not tell apart. */
#include "format/zip/part.h"

enum { COMPARED_MAX = 64 }; /* names of one hash */

/* The name as CPython cuts it: at the first NUL. */
static struct span cut(struct span name)
{
	ptrdiff_t at = span_byte(name, 0);

	return at == SPAN_NONE ? name : span_part(name, 0, (uint64_t)at);
}

/* miniz compares without case (ASCII), Windows takes either slash, a folder's last slash is
 * dropped. */
static uint8_t fold(uint8_t byte)
{
	if (byte == '\\')
		return '/';
	return byte >= 'A' && byte <= 'Z' ? (uint8_t)(byte + 'a' - 'A') : byte;
}

static struct span bare(struct span name)
{
	name = cut(name);
	if (name.n && fold(name.p[name.n - 1]) == '/')
		name.n--;
	return name;
}

/* FNV-1a of the folded name. */
static uint64_t hash(struct span name)
{
	uint64_t value = UINT64_C(0xcbf29ce484222325);

	name = bare(name);
	for (size_t i = 0; i < name.n; i++)
		value = (value ^ fold(name.p[i])) * UINT64_C(0x100000001b3);
	return value;
}

static bool is_twin(struct span a, struct span b)
{
	a = bare(a);
	b = bare(b);
	if (a.n != b.n)
		return false;
	for (size_t i = 0; i < a.n; i++)
		if (fold(a.p[i]) != fold(b.p[i]))
			return false;
	return true;
}

static void compare(const struct zip *zip, const struct zip_entry *a, const struct zip_entry *b)
{
	if (a->view != ZIP_CENTRAL || b->view != ZIP_CENTRAL || a->directory != b->directory)
		return;
	if (zip_is_folder(a) && zip_is_folder(b) && a->size == 0 && b->size == 0)
		return;
	if (span_eq(cut(a->name), cut(b->name)))
		zip_odd(zip, "zip-duplicate-name", b->name, b->header);
	else if (is_twin(a->name, b->name))
		zip_odd(zip, "zip-name-twin", b->name, b->header);
}

/* Each entry with those before it of the same hash, as far as the nearest of exactly its name. */
static void compare_back(const struct zip *zip, size_t at)
{
	const struct sort_item *items = zip->by_name;

	for (size_t i = 1; i <= at && i <= COMPARED_MAX && items[at - i].key == items[at].key;
	     i++) {
		const struct zip_entry *a = &zip->entries[items[at - i].index];
		const struct zip_entry *b = &zip->entries[items[at].index];

		compare(zip, a, b);
		if (span_eq(cut(a->name), cut(b->name)))
			return;
	}
}

void zip_check_names(struct zip *zip)
{
	for (size_t i = 0; i < zip->n; i++)
		zip->by_name[i] =
			(struct sort_item){ .key = hash(zip->entries[i].name), .index = i };
	sort_items(zip->by_name, zip->n);
	for (size_t i = 1; zip->speaks && i < zip->n; i++)
		compare_back(zip, i);
}

/* The place after the last name of that hash. */
static size_t find_after(const struct zip *zip, uint64_t key)
{
	size_t low = 0, high = zip->n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (zip->by_name[middle].key <= key)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

const struct zip_entry *zip_find(const struct zip *zip, struct span name)
{
	uint64_t key = hash(name);

	for (size_t i = find_after(zip, key); i > 0 && zip->by_name[i - 1].key == key; i--) {
		const struct zip_entry *entry = &zip->entries[zip->by_name[i - 1].index];

		if (entry->view == ZIP_CENTRAL && span_eq(cut(entry->name), name))
			return entry;
	}
	return NULL;
}

const struct zip_entry *zip_find_twin(const struct zip *zip, struct span name)
{
	const struct zip_entry *twin = NULL;
	uint64_t key = hash(name);
	size_t compared = 0;

	for (size_t i = find_after(zip, key);
	     i > 0 && zip->by_name[i - 1].key == key && compared < COMPARED_MAX; i--, compared++) {
		const struct zip_entry *entry = &zip->entries[zip->by_name[i - 1].index];

		if (entry->view != ZIP_CENTRAL || !is_twin(entry->name, name))
			continue;
		if (span_eq(cut(entry->name), name))
			return entry;
		twin = twin ? twin : entry;
	}
	return twin;
}
