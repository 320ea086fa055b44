/* Which known campaign a window is most like: by MinHash, a short signature of a set by which the
 * share of what two sets have in common can be told (Broder 1997). */
#pragma once

#include "detect/model.h"

void campaign_sign(const uint16_t *features, size_t n, uint8_t signature[MODEL_SIGNATURE]);

struct campaign {
	uint32_t number, day;
	unsigned percent; /* of the features, about */
};

/* Of the model's campaigns the one whose signature is nearest. percent is 0 when none is near. */
struct campaign campaign_nearest(const struct model *model, const uint16_t *features, size_t n);
