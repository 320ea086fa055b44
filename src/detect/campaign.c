/* MinHash of windows. */
#include "detect/campaign.h"

#include "base/reader.h"

/* One of MODEL_SIGNATURE orders of the features. */
static uint32_t rank(uint16_t feature, size_t order)
{
	uint64_t x = (feature + 1u) * UINT64_C(0x9e3779b97f4a7c15) +
		     (order + 1) * UINT64_C(0xd1b54a32d192ed03);

	x = (x ^ x >> 32) * UINT64_C(0xd6e8feb86659fd93);
	return (uint32_t)(x >> 32);
}

void campaign_sign(const uint16_t *features, size_t n, uint8_t signature[MODEL_SIGNATURE])
{
	for (size_t order = 0; order < MODEL_SIGNATURE; order++) {
		uint32_t least = UINT32_MAX;

		for (size_t i = 0; i < n; i++) {
			uint32_t at = rank(features[i], order);

			least = at < least ? at : least;
		}
		signature[order] = (uint8_t)least;
	}
}

static unsigned common(const uint8_t *a, const uint8_t *b)
{
	unsigned same = 0;

	for (size_t i = 0; i < MODEL_SIGNATURE; i++)
		same += a[i] == b[i];
	return same;
}

struct campaign campaign_nearest(const struct model *model, const uint16_t *features, size_t n)
{
	uint8_t signature[MODEL_SIGNATURE];
	struct reader r = reader_of(model->signatures);
	struct campaign best = { 0 };
	unsigned most = 0;

	campaign_sign(features, n, signature);
	while (reader_left(&r) >= MODEL_CAMPAIGN) {
		uint32_t number = reader_u32le(&r), day = reader_u32le(&r);
		unsigned same = common(signature, reader_take(&r, MODEL_SIGNATURE).p);

		if (same <= most)
			continue;
		most = same;
		best = (struct campaign){ number, day, same * 100 / MODEL_SIGNATURE };
	}
	return most > MODEL_SIGNATURE / 8 ? best : (struct campaign){ 0 };
}
