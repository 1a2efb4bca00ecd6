// The networks of nn_networks.py in TensorFlow.js: globalThis.rival(name) gives {forward, step}, to be timed.

const layers = tf.layers;
const normal = (shape) => tf.randomNormal(shape);
const classes = (shape, count) => tf.oneHot(tf.randomUniform(shape, 0, count, "int32"), count).toFloat();

function compiled(parts, loss) {
  const model = tf.sequential({ layers: parts });
  model.compile({ optimizer: tf.train.adam(1e-3), loss });
  return model;
}

function fromLayers(model, x, targets) {
  return {
    forward: async () => {
      const y = model.predictOnBatch(x);
      await y.data();
      y.dispose();
    },
    step: () => model.trainOnBatch(x, targets),
  };
}

const dense = (units, options = {}) => layers.dense({ units, ...options });

function mlp() {
  const x = normal([256, 2]);
  const [a, b] = tf.split(x, 2, 1);
  const parts = [
    dense(32, { activation: "tanh", inputShape: [2] }),
    dense(32, { activation: "tanh" }),
    dense(1, { activation: "sigmoid" }),
  ];
  return fromLayers(compiled(parts, "binaryCrossentropy"), x, a.mul(b).greater(0).toFloat());
}

function cnn() {
  const filters = { kernelSize: 3, padding: "same", activation: "relu" };
  const parts = [
    layers.conv2d({ filters: 8, inputShape: [8, 8, 1], ...filters }),
    layers.maxPooling2d({ poolSize: 2 }),
    layers.conv2d({ filters: 16, ...filters }),
    layers.maxPooling2d({ poolSize: 2 }),
    layers.flatten(),
    dense(10, { activation: "softmax" }),
  ];
  return fromLayers(compiled(parts, "categoricalCrossentropy"), normal([32, 8, 8, 1]), classes([32], 10));
}

function lstm() {
  const parts = [layers.lstm({ units: 24, inputShape: [20, 9] }), dense(4, { activation: "softmax" })];
  return fromLayers(compiled(parts, "categoricalCrossentropy"), normal([64, 20, 9]), classes([64], 4));
}

// TensorFlow.js has no attention layer: the same blocks in its operations, as its users write them.
function transformer() {
  const [batch, time, width, heads, hidden, words] = [32, 16, 32, 4, 64, 50];
  const tokens = tf.randomUniform([batch, time], 0, words, "int32");
  const targets = classes([batch * time], words);
  const weight = (...shape) => tf.variable(tf.randomNormal(shape, 0, shape[0] ** -0.5));
  const zeros = (...shape) => tf.variable(tf.zeros(shape));
  const ones = (...shape) => tf.variable(tf.ones(shape));
  const norm = () => [ones(width), zeros(width)];
  const linear = (a, b) => [weight(a, b), zeros(b)];
  const block = () => ({
    norm1: norm(),
    project: linear(width, 3 * width),
    out: linear(width, width),
    norm2: norm(),
    wide: linear(width, hidden),
    narrow: linear(hidden, width),
  });
  const [table, blocks, last, head] = [weight(words, width), [block(), block()], norm(), linear(width, words)];

  const apply = (x, [w, b]) => x.matMul(w).add(b);
  const normalise = (x, [scale, shift]) => {
    const { mean, variance } = tf.moments(x, -1, true);
    return x.sub(mean).mul(variance.add(1e-5).rsqrt()).mul(scale).add(shift);
  };
  const split = (x) => x.reshape([batch, time, heads, width / heads]).transpose([0, 2, 1, 3]);
  const attend = (x, { project, out }) => {
    const [q, k, v] = tf.split(apply(x, project), 3, 1).map(split);
    const scores = tf.matMul(q.mul((width / heads) ** -0.5), k, false, true).softmax();
    return apply(scores.matMul(v).transpose([0, 2, 1, 3]).reshape([batch * time, width]), out);
  };
  const run = () => {
    let x = tf.oneHot(tokens.flatten(), words).toFloat().matMul(table); // the gradient of gather is not in WASM
    for (const part of blocks) {
      x = x.add(attend(normalise(x, part.norm1), part));
      x = x.add(apply(apply(normalise(x, part.norm2), part.wide).relu(), part.narrow));
    }
    return apply(normalise(x, last), head);
  };
  const optimizer = tf.train.adam(1e-3);
  return {
    forward: async () => {
      const y = tf.tidy(run);
      await y.data();
      y.dispose();
    },
    step: async () => {
      const value = optimizer.minimize(() => tf.losses.softmaxCrossEntropy(targets, run()), true);
      await value.data();
      value.dispose();
    },
  };
}

globalThis.rival = (name) => ({ mlp, cnn, lstm, transformer })[name]();
