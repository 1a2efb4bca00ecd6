/* Windows of images as rows of a matrix, and back; maxima of windows. */

#include "windows.h"

#include "lanes.h"

/* One line of one window: where it lies in the image, and which part of it is not padding. */
typedef struct {
  intptr_t image, first, count;
} Run;

INLINE Run run(Windows w, intptr_t batch, intptr_t y, intptr_t x) {
  if (y < 0 || y >= w.height) return (Run){0, 0, 0};
  intptr_t first = x < 0 ? -x : 0;
  if (first > w.kernel[1]) first = w.kernel[1];
  intptr_t last = x + w.kernel[1] > w.width ? w.width - x : w.kernel[1];
  intptr_t count = last > first ? (last - first) * w.channels : 0;
  return (Run){((batch * w.height + y) * w.width + x + first) * w.channels, first * w.channels, count};
}

#define FOR_EVERY_LINE                                                     \
  intptr_t line = w.kernel[1] * w.channels;                                \
  for (intptr_t batch = 0; batch < w.batch; batch++)                       \
    for (intptr_t down = 0; down < w.down; down++)                         \
      for (intptr_t across = 0; across < w.across; across++)               \
        for (intptr_t i = 0; i < w.kernel[0]; i++, columns += line)

void gather_windows(const float *image, float *columns, Windows w) {
  FOR_EVERY_LINE {
    Run r = run(w, batch, down * w.stride[0] + i - w.padding[0], across * w.stride[1] - w.padding[1]);
    for (intptr_t j = 0; j < r.first; j++) columns[j] = 0;
    intptr_t j = 0;
    for (; j + LANES <= r.count; j += LANES) wasm_v128_store(columns + r.first + j, wasm_v128_load(image + r.image + j));
    for (; j < r.count; j++) columns[r.first + j] = image[r.image + j];
    for (j += r.first; j < line; j++) columns[j] = 0;
  }
}

void scatter_windows(const float *columns, float *image, Windows w) {
  FOR_EVERY_LINE {
    Run r = run(w, batch, down * w.stride[0] + i - w.padding[0], across * w.stride[1] - w.padding[1]);
    const float *from = columns + r.first;
    float *to = image + r.image;
    intptr_t j = 0;
    for (; j + LANES <= r.count; j += LANES) {
      wasm_v128_store(to + j, wasm_f32x4_add(wasm_v128_load(to + j), wasm_v128_load(from + j)));
    }
    for (; j < r.count; j++) to[j] += from[j];
  }
}

INLINE intptr_t corner(Windows w, intptr_t batch, intptr_t down, intptr_t across) {
  return ((batch * w.height + down * w.stride[0]) * w.width + across * w.stride[1]) * w.channels;
}

void pool_windows(const float *image, float *y, Windows w) {
  for (intptr_t batch = 0; batch < w.batch; batch++) {
    for (intptr_t down = 0; down < w.down; down++) {
      for (intptr_t across = 0; across < w.across; across++, y += w.channels) {
        const float *window = image + corner(w, batch, down, across);
        for (intptr_t c = 0; c < w.channels; c += LANES) {
          Lanes most = lanes(-__builtin_inff());
          for (intptr_t i = 0; i < w.kernel[0]; i++) {
            for (intptr_t j = 0; j < w.kernel[1]; j++) {
              const float *place = window + (i * w.width + j) * w.channels + c;
              most = wasm_f32x4_max(most, load(place, w.channels - c, 0));
            }
          }
          store(y + c, w.channels - c, most);
        }
      }
    }
  }
}

void pool_windows_backward(const float *image, const float *y, const float *grad, float *to, Windows w) {
  for (intptr_t batch = 0; batch < w.batch; batch++) {
    for (intptr_t down = 0; down < w.down; down++) {
      for (intptr_t across = 0; across < w.across; across++, y += w.channels, grad += w.channels) {
        intptr_t window = corner(w, batch, down, across);
        for (intptr_t c = 0; c < w.channels; c += LANES) {
          Lanes most = load(y + c, w.channels - c, 0), left = load(grad + c, w.channels - c, 0);
          for (intptr_t i = 0; i < w.kernel[0]; i++) {
            for (intptr_t j = 0; j < w.kernel[1]; j++) {
              intptr_t place = window + (i * w.width + j) * w.channels + c, count = w.channels - c;
              Lanes here = wasm_f32x4_eq(load(image + place, count, 0), most);
              store(to + place, count, wasm_f32x4_add(load(to + place, count, 0), wasm_v128_and(left, here)));
              left = wasm_v128_andnot(left, here);
            }
          }
        }
      }
    }
  }
}
