/* data/detector.model as bytes of the program; the build says where it lies. */
#include "detect/model.h"

#include "detector_model.h"

extern const uint8_t detector_model[], detector_model_end[];

__asm__(".section .rodata\n"
	".balign 16\n"
	".global detector_model\n"
	".global detector_model_end\n"
	"detector_model:\n"
	".incbin \"" DETECTOR_MODEL "\"\n"
	"detector_model_end:\n"
	".byte 0\n"
	".previous\n");

const char *model_built_in(struct model *out)
{
	return model_read(span_of(detector_model, (size_t)(detector_model_end - detector_model)),
			  out);
}
