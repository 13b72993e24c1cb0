// Holds manifests of Kubernetes Jobs against the schema that Kubernetes publishes, as kubernetes-models has it. Usage: node
// manifest.mjs FILE.yaml...; for each file { problems, job } is printed, job being what the file says.
import { readFileSync } from 'node:fs';
import { Job } from 'kubernetes-models/batch/v1';
import { parse } from 'yaml';

// The schema passes over names that it does not know. So each value notes which of its names were looked at.
const looked = new Map();
function noting(value) {
  if (value === null || typeof value !== 'object')
    return value;
  const names = looked.get(value) ?? looked.set(value, new Set()).get(value);
  return new Proxy(value, {
    get(target, name) {
      names.add(name);
      return noting(target[name]);
    },
  });
}

function unknown(value, path) {
  if (value === null || typeof value !== 'object')
    return [];
  return Object.keys(value).flatMap(name =>
    looked.get(value)?.has(name) ? unknown(value[name], `${path}/${name}`) : [`${path}/${name} is not a field that Kubernetes knows`]);
}

function problems(job) {
  const found = [];
  try {
    Job.prototype.validate.call(noting(job));
  } catch (error) {
    found.push(error.message);
  }
  return [...found, ...unknown(job, '')];
}

const answers = process.argv.slice(2).map(path => {
  const job = parse(readFileSync(path, 'utf8'));
  return { problems: problems(job), job };
});
console.log(JSON.stringify(answers));
