/* The float32 matrix product: blocked for the caches, packed where memory is not in the order of reading.

   The innermost `tile` keeps ROWS × WIDE sums in registers while it walks along the depth (Goto and van de Geijn 2008).
   b is read in panels of WIDE columns, a in strips of ROWS rows. Both lie packed in the fixed arrays below, unless
   their own memory already serves. */

#include "product.h"

#include "lanes.h"

enum {
  ROWS = 6,     /* 6 × 8 sums take 12 of 16 registers; 2 more hold b, 1 holds a */
  WIDE = 8,
  DEPTH = 256,  /* a panel of b, 8 KiB, stays in the first cache */
  COLUMNS = 256,
  HEIGHT = 96,
  SMALL = 4096, /* numbers in b that stay in the first cache as they are */
};

static float packed_a[HEIGHT * DEPTH] __attribute__((aligned(16)));
static float packed_b[COLUMNS * DEPTH] __attribute__((aligned(16)));

INLINE intptr_t least(intptr_t a, intptr_t b) { return a < b ? a : b; }

/* Sum `rows` ≤ ROWS rows of a times WIDE columns of b, and write or add the first `columns` of them. */
INLINE void tile(const int rows, View a, const float *b, intptr_t b_row, float *out, intptr_t out_row,
                 intptr_t depth, intptr_t columns, bool add) {
  Lanes sums[ROWS][2];
  const float *line[ROWS];
#pragma clang loop unroll(full)
  for (int i = 0; i < rows; i++) {
    sums[i][0] = sums[i][1] = wasm_f32x4_const_splat(0);
    line[i] = a.data + i * a.row;
  }
#pragma clang loop unroll_count(4)
  for (intptr_t k = 0; k < depth; k++) {
    Lanes left = wasm_v128_load(b), right = wasm_v128_load(b + 4);
    b += b_row;
#pragma clang loop unroll(full)
    for (int i = 0; i < rows; i++) {
      Lanes one = wasm_v128_load32_splat(line[i]);
      line[i] += a.column;
      sums[i][0] = multiply_add(one, left, sums[i][0]);
      sums[i][1] = multiply_add(one, right, sums[i][1]);
    }
  }
  if (columns == WIDE) {
#pragma clang loop unroll(full)
    for (int i = 0; i < rows; i++, out += out_row) {
      if (add) {
        sums[i][0] = wasm_f32x4_add(sums[i][0], wasm_v128_load(out));
        sums[i][1] = wasm_f32x4_add(sums[i][1], wasm_v128_load(out + 4));
      }
      wasm_v128_store(out, sums[i][0]);
      wasm_v128_store(out + 4, sums[i][1]);
    }
    return;
  }
#pragma clang loop unroll(full)
  for (int i = 0; i < rows; i++, out += out_row) {
    float edge[WIDE];
    wasm_v128_store(edge, sums[i][0]);
    wasm_v128_store(edge + 4, sums[i][1]);
    for (intptr_t j = 0; j < columns; j++) out[j] = add ? out[j] + edge[j] : edge[j];
  }
}

/* The rows that are left over after the strips of ROWS. */
static void rest(View a, const float *b, intptr_t b_row, float *out, intptr_t out_row, intptr_t rows, intptr_t depth,
                 intptr_t columns, bool add) {
  switch (rows) {
    case 1: tile(1, a, b, b_row, out, out_row, depth, columns, add); break;
    case 2: tile(2, a, b, b_row, out, out_row, depth, columns, add); break;
    case 3: tile(3, a, b, b_row, out, out_row, depth, columns, add); break;
    case 4: tile(4, a, b, b_row, out, out_row, depth, columns, add); break;
    case 5: tile(5, a, b, b_row, out, out_row, depth, columns, add); break;
  }
}

/* All strips of a times one panel of b. The steps of a that are known make the addresses of `tile` cheap. */
INLINE void strips(View a, const float *b, intptr_t b_row, float *out, intptr_t out_row, intptr_t rows,
                   intptr_t depth, intptr_t columns, bool add, intptr_t strip) {
  intptr_t i = 0;
  for (; i + ROWS <= rows; i += ROWS, a.data += strip) {
    tile(ROWS, a, b, b_row, out + i * out_row, out_row, depth, columns, add);
  }
  rest(a, b, b_row, out + i * out_row, out_row, rows - i, depth, columns, add);
}

/* Lay strips of ROWS rows one behind the other, each with its rows side by side; missing rows are left as they are. */
static void pack_a(View a, intptr_t rows, intptr_t depth) {
  for (intptr_t i = 0; i < rows; i += ROWS) {
    float *to = packed_a + i * depth;
    const float *from = a.data + i * a.row;
    intptr_t count = least(ROWS, rows - i);
    for (intptr_t k = 0; k < depth; k++, to += ROWS, from += a.column) {
      if (count == ROWS && a.row == 1) {
        __builtin_memcpy(to, from, ROWS * sizeof(float));
      } else {
        for (intptr_t r = 0; r < count; r++) to[r] = from[r * a.row];
      }
    }
  }
}

/* Lay one panel of b row by row, with zeros in the columns that are missing. */
static void pack_panel(View b, intptr_t columns, intptr_t depth, float *to) {
  if (b.column == 1 && columns == WIDE) {
    const float *from = b.data;
    for (intptr_t k = 0; k < depth; k++, to += WIDE, from += b.row) {
      wasm_v128_store(to, wasm_v128_load(from));
      wasm_v128_store(to + 4, wasm_v128_load(from + 4));
    }
    return;
  }
  intptr_t k = 0;
  if (b.row == 1 && columns == WIDE) {
    for (; k + 4 <= depth; k += 4, to += 4 * WIDE) {
      for (int half = 0; half < WIDE; half += 4) {
        const float *from = b.data + k + half * b.column;
        Lanes p = wasm_v128_load(from), q = wasm_v128_load(from + b.column);
        Lanes r = wasm_v128_load(from + 2 * b.column), s = wasm_v128_load(from + 3 * b.column);
        Lanes pq = wasm_i32x4_shuffle(p, q, 0, 4, 1, 5), rs = wasm_i32x4_shuffle(r, s, 0, 4, 1, 5);
        wasm_v128_store(to + half, wasm_i64x2_shuffle(pq, rs, 0, 2));
        wasm_v128_store(to + half + WIDE, wasm_i64x2_shuffle(pq, rs, 1, 3));
        pq = wasm_i32x4_shuffle(p, q, 2, 6, 3, 7), rs = wasm_i32x4_shuffle(r, s, 2, 6, 3, 7);
        wasm_v128_store(to + half + 2 * WIDE, wasm_i64x2_shuffle(pq, rs, 0, 2));
        wasm_v128_store(to + half + 3 * WIDE, wasm_i64x2_shuffle(pq, rs, 1, 3));
      }
    }
  }
  for (; k < depth; k++, to += WIDE) {
    const float *from = b.data + k * b.row;
    for (intptr_t j = 0; j < WIDE; j++) to[j] = j < columns ? from[j * b.column] : 0;
  }
}

/* Few rows of a with columns of b that lie in memory as a's rows do: nothing is packed, the sums run along the depth. */
static void dots(View a, View b, float *out, intptr_t rows, intptr_t columns, intptr_t depth, bool add) {
  for (intptr_t i = 0; i < rows; i++) {
    const float *row = a.data + i * a.row;
    for (intptr_t j = 0; j < columns; j++, out++) {
      const float *column = b.data + j * b.column;
      Lanes first = wasm_f32x4_const_splat(0), second = first, third = first, fourth = first;
      intptr_t k = 0;
      for (; k + 16 <= depth; k += 16) {
        first = multiply_add(wasm_v128_load(row + k), wasm_v128_load(column + k), first);
        second = multiply_add(wasm_v128_load(row + k + 4), wasm_v128_load(column + k + 4), second);
        third = multiply_add(wasm_v128_load(row + k + 8), wasm_v128_load(column + k + 8), third);
        fourth = multiply_add(wasm_v128_load(row + k + 12), wasm_v128_load(column + k + 12), fourth);
      }
      for (; k + 4 <= depth; k += 4) first = multiply_add(wasm_v128_load(row + k), wasm_v128_load(column + k), first);
      float sum = lanes_sum(wasm_f32x4_add(wasm_f32x4_add(first, second), wasm_f32x4_add(third, fourth)));
      for (; k < depth; k++) sum += row[k] * column[k];
      *out = add ? *out + sum : sum;
    }
  }
}

/* One block of b, (depth, columns), with all of a. */
static void block(View a, View b, float *out, intptr_t out_row, intptr_t rows, intptr_t columns, intptr_t depth,
                  bool add) {
  bool direct = b.column == 1 && (rows <= 2 * ROWS || b.row * depth <= SMALL);
  for (intptr_t j = 0; j < columns; j += WIDE) {
    if (!direct || j + WIDE > columns) {
      View panel = {b.data + j * b.column, b.row, b.column};
      pack_panel(panel, least(WIDE, columns - j), depth, packed_b + j * depth);
    }
  }
  for (intptr_t i = 0; i < rows; i += HEIGHT) {
    View part = {a.data + i * a.row, a.row, a.column};
    intptr_t height = least(HEIGHT, rows - i);
    if (a.column != 1) pack_a(part, height, depth);
    for (intptr_t j = 0; j < columns; j += WIDE) {
      bool own = direct && j + WIDE <= columns;
      const float *panel = own ? b.data + j : packed_b + j * depth;
      intptr_t b_row = own ? b.row : WIDE, width = least(WIDE, columns - j);
      float *to = out + i * out_row + j;
      if (a.column != 1) {
        strips((View){packed_a, 1, ROWS}, panel, b_row, to, out_row, height, depth, width, add, ROWS * depth);
      } else {
        strips((View){part.data, part.row, 1}, panel, b_row, to, out_row, height, depth, width, add, ROWS * part.row);
      }
    }
  }
}

void product(View a, View b, float *out, intptr_t rows, intptr_t columns, intptr_t depth, bool add) {
  if (rows < 4 && a.column == 1 && b.row == 1) {
    dots(a, b, out, rows, columns, depth, add);
    return;
  }
  for (intptr_t j = 0; j < columns; j += COLUMNS) {
    for (intptr_t k = 0; k < depth; k += DEPTH) {
      View left = {a.data + k * a.column, a.row, a.column};
      View right = {b.data + k * b.row + j * b.column, b.row, b.column};
      block(left, right, out + j, columns, rows, least(COLUMNS, columns - j), least(DEPTH, depth - k),
            add || k > 0);
    }
  }
}
