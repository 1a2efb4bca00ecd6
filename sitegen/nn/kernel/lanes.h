/* Four float32 at once, and the functions of one number that the kernels need of them. */

#ifndef SITEGEN_LANES_H
#define SITEGEN_LANES_H

#include <stdint.h>
#include <wasm_simd128.h>

#define INLINE static inline __attribute__((always_inline))

typedef v128_t Lanes;

enum { LANES = 4 };

INLINE Lanes lanes(float x) { return wasm_f32x4_splat(x); }

/* One instruction, rounded once, with relaxed SIMD; else two. */
INLINE Lanes multiply_add(Lanes a, Lanes b, Lanes sum) {
#ifdef __wasm_relaxed_simd__
  return wasm_f32x4_relaxed_madd(a, b, sum);
#else
  return wasm_f32x4_add(wasm_f32x4_mul(a, b), sum);
#endif
}

INLINE float lanes_sum(Lanes x) {
  x = wasm_f32x4_add(x, wasm_i32x4_shuffle(x, x, 2, 3, 0, 1));
  return wasm_f32x4_extract_lane(x, 0) + wasm_f32x4_extract_lane(x, 1);
}

INLINE float lanes_max(Lanes x) {
  x = wasm_f32x4_max(x, wasm_i32x4_shuffle(x, x, 2, 3, 0, 1));
  return wasm_f32x4_extract_lane(wasm_f32x4_max(x, wasm_i32x4_shuffle(x, x, 1, 0, 3, 2)), 0);
}

/* The first `count` of four numbers, which may be the last that there are; `fill` in the other lanes. */
INLINE Lanes load(const float *from, intptr_t count, float fill) {
  if (count >= LANES) return wasm_v128_load(from);
  float some[LANES] = {fill, fill, fill, fill};
  for (intptr_t i = 0; i < count; i++) some[i] = from[i];
  return wasm_v128_load(some);
}

INLINE void store(float *to, intptr_t count, Lanes x) {
  if (count >= LANES) {
    wasm_v128_store(to, x);
    return;
  }
  float some[LANES];
  wasm_v128_store(some, x);
  for (intptr_t i = 0; i < count; i++) to[i] = some[i];
}

/* Split x = n·log 2 + r with |r| ≤ log 2 / 2; give eʳ - 1 by its series to the 7th term, and 2ⁿ for -126 ≤ n ≤ 127.
   What is left out of the series is below 6e-9 of the sum. Not-a-number stays what it is. */
INLINE Lanes split_exponential(Lanes x, Lanes *power) {
  Lanes n = wasm_f32x4_nearest(wasm_f32x4_mul(x, lanes(1.44269504f)));
  /* log 2 in two parts, of which the first has few digits, so that its product with n is exact. */
  Lanes r = wasm_f32x4_sub(x, wasm_f32x4_mul(n, lanes(0.693359375f)));
  r = wasm_f32x4_sub(r, wasm_f32x4_mul(n, lanes(-2.12194440e-4f)));
  Lanes sum = lanes(1.0f / 5040);
  sum = multiply_add(sum, r, lanes(1.0f / 720));
  sum = multiply_add(sum, r, lanes(1.0f / 120));
  sum = multiply_add(sum, r, lanes(1.0f / 24));
  sum = multiply_add(sum, r, lanes(1.0f / 6));
  sum = multiply_add(sum, r, lanes(0.5f));
  Lanes exponent = wasm_i32x4_add(wasm_i32x4_trunc_sat_f32x4(n), wasm_i32x4_const_splat(127));
  *power = wasm_i32x4_shl(exponent, 23);
  return multiply_add(wasm_f32x4_mul(sum, r), r, r);
}

/* eˣ for x ≤ 0, and 0 where it is below the smallest normal number. */
INLINE Lanes lanes_exp(Lanes x) {
  const Lanes lowest = lanes(-87.3365f);
  Lanes power, rest = split_exponential(wasm_f32x4_max(x, lowest), &power);
  Lanes y = multiply_add(power, rest, power);
  return wasm_v128_andnot(y, wasm_f32x4_lt(x, lowest));
}

/* tanh x = e/(e + 2) with e = e²ˣ - 1 = 2ⁿ·(eʳ - 1) + (2ⁿ - 1), which keeps its digits near zero. */
INLINE Lanes lanes_tanh(Lanes x) {
  const Lanes sign = wasm_f32x4_const_splat(-0.0f);
  Lanes size = wasm_f32x4_min(wasm_f32x4_abs(x), lanes(9.1f)); /* beyond it is 1 in float32 */
  Lanes power, rest = split_exponential(wasm_f32x4_add(size, size), &power);
  Lanes e = multiply_add(power, rest, wasm_f32x4_sub(power, lanes(1)));
  Lanes y = wasm_f32x4_div(e, wasm_f32x4_add(e, lanes(2)));
  return wasm_v128_bitselect(x, y, sign);
}

#endif
