/// The kernels for x86-64 processors with AVX2, FMA and F16C.
#if defined(__x86_64__)
#include <immintrin.h>

#include "layout.h"
#include "tables.h"

#define LANES_NATIVE_FMA
#define LANES_NATIVE_F16

#pragma clang attribute push(__attribute__((target("avx2,fma,f16c"))), apply_to = function)

#include "attention.h"
#include "elementwise.h"
#include "multiply_avx2.h"
// Needs the products above.
#include "multiply.h"

#pragma clang attribute pop

const KernelTable kernels_table_avx2 = KERNEL_TABLE("avx2");
#endif
