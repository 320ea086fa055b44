/* Images on the command lines of docker and its kin. */
#include "eco/install/spec.h"

#include "eco/image_name.h"

bool install_image(struct install *install, struct span spec, struct arena *arena)
{
	struct image_name image;

	if (!image_name_read(spec, &image))
		return false;
	install->entry = image_name_entry(&image, NULL, arena);
	install->pinned = image.digest.n > 0;
	return true;
}
