/* What is done number by number, or row by row: activations, softmax, normalisation, Adam. */

#include "rows.h"

#include "lanes.h"

void squash(const float *from, float *to, intptr_t count) {
  for (intptr_t i = 0; i < count; i += LANES) store(to + i, count - i, lanes_tanh(load(from + i, count - i, 0)));
}

void rectify(const float *from, float *to, intptr_t count) {
  for (intptr_t i = 0; i < count; i += LANES) {
    store(to + i, count - i, wasm_f32x4_max(load(from + i, count - i, 0), lanes(0)));
  }
}

void softmax_rows(const float *from, float *to, intptr_t rows, intptr_t count) {
  for (; rows > 0; rows--, from += count, to += count) {
    Lanes most = lanes(-__builtin_inff()), sum = lanes(0);
    for (intptr_t i = 0; i < count; i += LANES) most = wasm_f32x4_max(most, load(from + i, count - i, -__builtin_inff()));
    most = lanes(lanes_max(most));
    for (intptr_t i = 0; i < count; i += LANES) {
      Lanes y = lanes_exp(wasm_f32x4_sub(load(from + i, count - i, -__builtin_inff()), most));
      sum = wasm_f32x4_add(sum, y);
      store(to + i, count - i, y);
    }
    Lanes share = lanes(1 / lanes_sum(sum));
    for (intptr_t i = 0; i < count; i += LANES) {
      store(to + i, count - i, wasm_f32x4_mul(load(to + i, count - i, 0), share));
    }
  }
}

void softmax_rows_backward(const float *y, const float *grad, float *to, intptr_t rows, intptr_t count) {
  for (; rows > 0; rows--, y += count, grad += count, to += count) {
    Lanes sum = lanes(0);
    for (intptr_t i = 0; i < count; i += LANES) {
      sum = multiply_add(load(grad + i, count - i, 0), load(y + i, count - i, 0), sum);
    }
    sum = lanes(lanes_sum(sum));
    for (intptr_t i = 0; i < count; i += LANES) {
      Lanes rest = wasm_f32x4_sub(load(grad + i, count - i, 0), sum);
      store(to + i, count - i, wasm_f32x4_mul(load(y + i, count - i, 0), rest));
    }
  }
}

void normalise_rows(const float *from, float *to, float *scale, intptr_t rows, intptr_t count, float eps) {
  for (; rows > 0; rows--, from += count, to += count) {
    Lanes sum = lanes(0), squares = lanes(0);
    for (intptr_t i = 0; i < count; i += LANES) sum = wasm_f32x4_add(sum, load(from + i, count - i, 0));
    float mean = lanes_sum(sum) / count;
    for (intptr_t i = 0; i < count; i += LANES) {
      Lanes part = wasm_f32x4_sub(load(from + i, count - i, mean), lanes(mean));
      squares = multiply_add(part, part, squares);
      store(to + i, count - i, part);
    }
    float factor = 1 / __builtin_sqrtf(lanes_sum(squares) / count + eps);
    *scale++ = factor;
    for (intptr_t i = 0; i < count; i += LANES) {
      store(to + i, count - i, wasm_f32x4_mul(load(to + i, count - i, 0), lanes(factor)));
    }
  }
}

void normalise_rows_backward(const float *grad, const float *normal, const float *scale, float *to, intptr_t rows,
                             intptr_t count) {
  for (; rows > 0; rows--, grad += count, normal += count, to += count) {
    Lanes sum = lanes(0), along = lanes(0);
    for (intptr_t i = 0; i < count; i += LANES) {
      Lanes part = load(grad + i, count - i, 0);
      sum = wasm_f32x4_add(sum, part);
      along = multiply_add(part, load(normal + i, count - i, 0), along);
    }
    Lanes mean = lanes(lanes_sum(sum) / count), mean_along = lanes(lanes_sum(along) / count);
    Lanes factor = lanes(*scale++);
    for (intptr_t i = 0; i < count; i += LANES) {
      Lanes rest = wasm_f32x4_sub(load(grad + i, count - i, 0), mean);
      rest = wasm_f32x4_sub(rest, wasm_f32x4_mul(load(normal + i, count - i, 0), mean_along));
      store(to + i, count - i, wasm_f32x4_mul(factor, rest));
    }
  }
}

void adam_step(float *value, const float *grad, float *mean, float *square, intptr_t count, Adam options) {
  const Lanes beta1 = lanes(options.beta1), beta2 = lanes(options.beta2), eps = lanes(options.eps);
  /* Rounded after the subtraction: 1 - 0.999f is off by 5e-5. */
  const Lanes rest1 = lanes(1 - options.beta1), rest2 = lanes(1 - options.beta2);
  const Lanes size = lanes(options.size), correction = lanes(options.correction);
  for (intptr_t i = 0; i < count; i += LANES) {
    intptr_t left = count - i;
    Lanes g = load(grad + i, left, 0);
    Lanes m = multiply_add(beta1, load(mean + i, left, 0), wasm_f32x4_mul(rest1, g));
    Lanes v = multiply_add(beta2, load(square + i, left, 0), wasm_f32x4_mul(rest2, wasm_f32x4_mul(g, g)));
    Lanes below = multiply_add(wasm_f32x4_sqrt(v), correction, eps);
    Lanes move = wasm_f32x4_mul(wasm_f32x4_div(m, below), size);
    store(mean + i, left, m);
    store(square + i, left, v);
    store(value + i, left, wasm_f32x4_sub(load(value + i, left, 0), move));
  }
}
