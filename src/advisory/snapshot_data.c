/* The packed file as bytes of the program; the build writes where it lies. */
#include "advisory_snapshot.h"

__asm__(".section .rodata\n"
	".balign 16\n"
	".global advisory_snapshot\n"
	".global advisory_snapshot_end\n"
	"advisory_snapshot:\n"
	".incbin \"" ADVISORY_SNAPSHOT "\"\n"
	"advisory_snapshot_end:\n"
	".byte 0\n"
	".previous\n");
