import {texts} from '/texts.js';

const byId = id => document.getElementById(id);
const retries = 5;
let language = (navigator.languages ?? [navigator.language]).find(tag => /^(ko|en)\b/i.test(tag))?.slice(0, 2).toLowerCase() ?? 'en';
let model = null;
let token = new URLSearchParams(location.hash.slice(1)).get('token');
let busy = 0;
let status = () => say('none');
const cards = [];

// A secret has no place in the address bar and the history.
if (token)
  history.replaceState(null, '', location.pathname);

const say = (key, ...values) => typeof texts[language][key] === 'function' ? texts[language][key](...values) : texts[language][key];
const headers = () => token ? {Authorization: `Bearer ${token}`} : {};
const percent = value => new Intl.NumberFormat(language, {style: 'percent', minimumFractionDigits: 1, maximumFractionDigits: 1}).format(value);
const count = value => new Intl.NumberFormat(language).format(value);

function element(name, properties = {}, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

/** Says how things stand; what is said again in another language. */
function tell(text) {
  status = text;
  byId('status').textContent = status();
}

function translate() {
  document.documentElement.lang = language;
  for (const item of document.querySelectorAll('[data-text]'))
    item.textContent = say(item.dataset.text);
  byId('language').textContent = say('language');
  byId('language').lang = language === 'ko' ? 'en' : 'ko';
  byId('status').textContent = status();
  for (const card of cards)
    draw(card);
  if (model) {
    byId('name').textContent = model.name.replace(/\.onnx$/i, '');
    document.title = `${byId('name').textContent} · Graft`;
    byId('about').textContent = say('about', count(model.classes.length), model.trainedOn ? count(model.trainedOn) : null);
    byId('limits').textContent = say('limits', Math.round(model.limits.imageBytes / 1e6), model.limits.photosPerRequest);
  }
}

async function loadModel() {
  const response = await fetch('/model', {headers: headers()}).catch(() => null);
  if (response?.status === 401) {
    byId('token-note').textContent = token ? say('tokenWrong') : '';
    byId('token-form').hidden = false;
    byId('ask').hidden = true;
    byId('token').focus();
    return;
  }
  if (!response?.ok) {
    tell(() => say('offline'));
    return;
  }
  model = await response.json();
  byId('token-form').hidden = true;
  byId('ask').hidden = false;
  translate();
}

function bars(top) {
  return element('ol', {className: 'bars'}, ...top.map(item => {
    const bar = element('span', {className: 'bar'});
    bar.setAttribute('aria-hidden', 'true');
    const fill = element('span', {className: 'fill'});
    fill.style.inlineSize = `${100 * item.probability}%`;
    bar.append(fill);
    return element('li', {}, element('bdi', {textContent: item.class}), element('span', {className: 'percent', textContent: percent(item.probability)}), bar);
  }));
}

async function thumbnail(row) {
  const response = await fetch(`/photos/${row}`, {headers: headers()}).catch(() => null);
  return response?.ok ? URL.createObjectURL(await response.blob()) : null;
}

function neighbors(items) {
  const list = element('ul', {className: 'neighbors'});
  for (const item of items) {
    const picture = element('img', {alt: '', width: 96, height: 96, loading: 'lazy'});
    list.append(element('li', {}, picture, element('bdi', {textContent: item.class}), element('span', {className: 'small', textContent: percent(item.similarity)})));
    thumbnail(item.row).then(url => url ? picture.src = url : picture.remove());
  }
  return element('section', {}, element('h4', {textContent: say('neighbors')}), list);
}

function card(file) {
  const picture = element('img', {className: 'photo'});
  const url = URL.createObjectURL(file);
  picture.addEventListener('load', () => URL.revokeObjectURL(url));
  picture.addEventListener('error', () => picture.remove());
  picture.src = url;
  const made = {file, picture, body: element('div', {className: 'answer'}), result: null};
  byId('cards').prepend(element('article', {}, picture, made.body));
  cards.push(made);
  draw(made);
  return made;
}

function draw({file, picture, body, result}) {
  picture.alt = say('photoAlt', file.name);
  body.replaceChildren();
  if (!result) {
    body.append(element('p', {className: 'small waiting', textContent: say('working', 1)}));
    return;
  }
  if (result.error) {
    body.append(element('h3', {textContent: say('failed')}), element('p', {textContent: say('problem', result.error.status, result.error.detail)}));
  } else {
    const title = element('h3', {className: result.isSure ? '' : 'unsure'});
    title.append(result.isSure ? element('bdi', {textContent: result.label}) : say('unsure'));
    body.append(title);
    if (!result.isSure)
      body.append(element('p', {className: 'hint', textContent: say('unsureHint', result.label)}));
    body.append(bars(result.top));
    if (result.neighbors?.length)
      body.append(neighbors(result.neighbors));
  }
  body.append(element('p', {className: 'small file'}, element('bdi', {textContent: file.name})));
}

/** An answer in a few words, for who does not see the card. */
const short = result => result.error ? say('failed') : result.isSure ? `${result.label} ${percent(result.probability)}` : say('unsure');

async function send(file) {
  for (let attempt = 0; ; attempt++) {
    const response = await fetch('/predict?top=5', {method: 'POST', headers: {...headers(), 'Content-Type': file.type || 'application/octet-stream'}, body: file}).catch(() => null);
    if (!response)
      return {error: {detail: say('offline')}};
    const answer = await response.json().catch(() => null);
    if (response.ok && answer)
      return answer.predictions[0];
    if (response.status !== 503 || attempt === retries)
      return {error: {status: response.status, detail: answer?.detail ?? `${response.status}`}};
    tell(() => say('busy'));
    await new Promise(done => setTimeout(done, 1000 * Number(response.headers.get('Retry-After') ?? 2)));
  }
}

async function ask(list) {
  if (!model)
    return;
  let files = [...list].filter(file => file.type.startsWith('image/') || /\.(jpe?g|png|gif|webp|tiff?|bmp|avif|heic|heif)$/i.test(file.name));
  if (!files.length) {
    tell(() => say('noImages'));
    return;
  }
  const isTooMany = files.length > model.limits.photosPerRequest;
  files = files.slice(0, model.limits.photosPerRequest);
  const note = () => isTooMany ? ` ${say('tooMany', model.limits.photosPerRequest)}` : '';
  busy += files.length;
  tell(() => say('working', busy) + note());
  const made = files.reverse().map(card);
  await Promise.all(made.map(async item => {
    const isTooLong = item.file.size > model.limits.imageBytes;
    item.result = isTooLong ? {error: {detail: say('tooLong', Math.round(model.limits.imageBytes / 1e6))}} : await send(item.file);
    draw(item);
    busy--;
  }));
  tell(() => busy ? say('working', busy) : `${say('done', made.length)} ${made.toReversed().map(item => short(item.result)).join(', ')}${note()}`);
}

async function openCamera() {
  // Browsers give the picture of a camera to pages of this machine and of https only; a phone's own camera program will do.
  if (!navigator.mediaDevices) {
    byId('shot').click();
    return;
  }
  const stream = await navigator.mediaDevices.getUserMedia({video: {facingMode: 'environment'}}).catch(() => null);
  if (!stream) {
    tell(() => say('cameraFails'));
    return;
  }
  byId('shoot').disabled = true;
  byId('video').srcObject = stream;
  byId('viewfinder').addEventListener('close', () => stream.getTracks().forEach(track => track.stop()), {once: true});
  byId('viewfinder').showModal();
}

function shoot() {
  const video = byId('video');
  const canvas = element('canvas', {width: video.videoWidth, height: video.videoHeight});
  canvas.getContext('2d').drawImage(video, 0, 0);
  byId('viewfinder').close();
  canvas.toBlob(blob => blob && ask([new File([blob], 'camera.jpg', {type: 'image/jpeg'})]), 'image/jpeg', 0.95);
}

byId('language').addEventListener('click', () => { language = language === 'ko' ? 'en' : 'ko'; translate(); });
byId('choose').addEventListener('click', () => byId('files').click());
for (const input of ['files', 'shot'])
  byId(input).addEventListener('change', event => { ask(event.target.files); event.target.value = ''; });
byId('camera').addEventListener('click', openCamera);
byId('video').addEventListener('loadeddata', () => { byId('shoot').disabled = false; });
byId('shoot').addEventListener('click', shoot);
byId('close').addEventListener('click', () => byId('viewfinder').close());
byId('token-form').addEventListener('submit', event => { event.preventDefault(); token = byId('token').value; loadModel(); });
document.addEventListener('paste', event => { if (event.clipboardData?.files.length) ask(event.clipboardData.files); });
for (const kind of ['dragenter', 'dragover'])
  document.addEventListener(kind, event => { event.preventDefault(); byId('drop').classList.add('over'); });
for (const kind of ['dragleave', 'drop'])
  document.addEventListener(kind, event => { event.preventDefault(); if (kind === 'drop' || !event.relatedTarget) byId('drop').classList.remove('over'); });
document.addEventListener('drop', event => ask(event.dataTransfer.files));

translate();
loadModel();
