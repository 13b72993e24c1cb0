// Runs exported files in onnxruntime-web. Usage: node run.mjs CASES.json
// CASES.json is a list of { model, input, type, runs: [{ shape, data }] }, where data is a file of raw values; for each
// case a list of { label, probabilities } is printed, one for each run.
import { readFileSync } from 'node:fs';
import * as ort from 'onnxruntime-web';

ort.env.wasm.numThreads = 1;
ort.env.logLevel = 'error';

const arrays = { float32: Float32Array, uint8: Uint8Array };
const answers = [];
for (const { model, input, type, runs } of JSON.parse(readFileSync(process.argv[2], 'utf8'))) {
  const session = await ort.InferenceSession.create(readFileSync(model));
  const answer = [];
  for (const { shape, data } of runs) {
    const bytes = readFileSync(data);
    const values = new arrays[type](bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
    const { label, probabilities } = await session.run({ [input]: new ort.Tensor(type, values, shape) });
    answer.push({ label: Array.from(label.data, Number), probabilities: Array.from(probabilities.data) });
  }
  answers.push(answer);
  await session.release();
}
console.log(JSON.stringify(answers));
