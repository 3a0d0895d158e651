// The wait page: joins the queue, says where the visitor stands, and goes on when the turn has come.
// Everything it knows comes from the public API; the place lives in this browser only.
'use strict';

const TEXTS = {
  ko: {
    kind: '예매 대기',
    number: '대기 순번',
    ahead: '내 앞 대기 인원',
    eta: '예상 대기 시간',
    leave: '대기 그만두기',
    keep: '이 창을 닫아도 순번은 이 브라우저에 남아 있습니다. 차례가 오면 제한 시간 안에 들어와야 합니다.',
    fair: '오픈 전에 모인 분들의 순서는 미리 공개된 추첨값으로 정해집니다.',
    draw: '추첨 확인하기',
    loading: '대기열을 확인하고 있습니다',
    scheduled: '아직 대기실이 열리지 않았습니다',
    scheduledMore: (at) => `대기실은 ${at}에 열립니다. 이 창을 열어 두면 자동으로 입장합니다.`,
    lobby: '대기실에 입장했습니다',
    lobbyMore: (at) => `예매는 ${at}에 시작합니다. 시작하는 순간 추첨으로 순번이 정해지니 새로 고침하지 않아도 됩니다.`,
    drawing: '순번을 정하고 있습니다',
    waiting: '순서를 기다리고 있습니다',
    waitingMore: '차례가 되면 자동으로 이동합니다.',
    called: '차례가 되었습니다',
    calledMore: '예매 화면으로 이동합니다.',
    paused: '입장이 잠시 멈췄습니다',
    pausedMore: '순번은 그대로 유지됩니다.',
    closed: '예매가 종료되었습니다',
    closedMore: '더 이상 입장할 수 없습니다.',
    expired: '순번이 만료되었습니다',
    expiredMore: '제한 시간 안에 들어오지 않았거나 예매 시간이 끝났습니다. 다시 줄을 설 수 있습니다.',
    left: '대기를 그만두었습니다',
    leftMore: '다시 줄을 서면 맨 뒤부터 시작합니다.',
    done: '예매를 마쳤습니다',
    doneMore: '더 예매하려면 다시 줄을 서 주세요.',
    again: '다시 줄 서기',
    go: '예매 화면으로 가기',
    unknown: '아직 알 수 없음',
    people: (n) => `${n.toLocaleString('ko')}명`,
    range: (from, to) => (from === to ? `약 ${to}` : `${from} ~ ${to}`),
    minutes: (n) => `${n}분`,
    seconds: (n) => `${n}초`,
    soon: '1분 이내',
    sure: '정말 그만두시겠어요? 지금 순번은 사라집니다.',
    offline: '연결이 끊겼습니다. 순번은 안전하며, 자동으로 다시 연결합니다.',
  },
  en: {
    kind: 'Waiting room',
    number: 'Your number',
    ahead: 'People ahead of you',
    eta: 'Estimated wait',
    leave: 'Leave the queue',
    keep: 'You may close this window: your place stays in this browser. Once called, you have to come in within the time shown.',
    fair: 'The order of everybody in the lobby follows from a draw whose seed was committed to beforehand.',
    draw: 'Check the draw',
    loading: 'Looking at the queue',
    scheduled: 'The lobby is not open yet',
    scheduledMore: (at) => `The lobby opens at ${at}. Keep this window open and you will enter it by yourself.`,
    lobby: 'You are in the lobby',
    lobbyMore: (at) => `The sale opens at ${at}. At that second a draw gives everybody a number; there is no need to reload.`,
    drawing: 'Your number is being drawn',
    waiting: 'You are in the queue',
    waitingMore: 'You will go on by yourself when your turn comes.',
    called: 'It is your turn',
    calledMore: 'You are going on to the sale.',
    paused: 'Nobody is being let in for the moment',
    pausedMore: 'You keep your place.',
    closed: 'The sale is over',
    closedMore: 'Nobody can be let in any more.',
    expired: 'Your place has expired',
    expiredMore: 'You did not come in in time, or your time for shopping is over. You may join the queue again.',
    left: 'You have left the queue',
    leftMore: 'If you join again you start at its end.',
    done: 'Your purchase is done',
    doneMore: 'To buy more, please join the queue again.',
    again: 'Join again',
    go: 'Go to the sale',
    unknown: 'not known yet',
    people: (n) => n.toLocaleString('en'),
    range: (from, to) => (from === to ? `about ${to}` : `${from} to ${to}`),
    minutes: (n) => `${n} min`,
    seconds: (n) => `${n} s`,
    soon: 'less than a minute',
    sure: 'Do you really want to leave? You will lose this place.',
    offline: 'The connection is lost. Your place is safe; we keep trying.',
  },
};

const language = document.documentElement.lang === 'en' ? 'en' : 'ko';
const text = TEXTS[language];
const sale = document.body.dataset.sale;
const api = `/api/sales/${sale}`;
const PLACE = `hf_place_${sale}`;
const PASS = `hf_pass_${sale}`;
const $ = (id) => document.getElementById(id);

let ahead = null; // of server time against this device's clock, in milliseconds
let serving = null; // the public document, as last read
let mine = null; // my place, as last read
let ended = null; // why I am no longer in the queue: expired, left or done
let timer = 0;
let countdown = 0;

for (const element of document.querySelectorAll('[data-text]')) {
  element.textContent = text[element.dataset.text];
}

function stored(name) {
  try { return localStorage.getItem(name); } catch { return memory.get(name) ?? null; }
}
function store(name, value) {
  memory.set(name, value);
  try { value === null ? localStorage.removeItem(name) : localStorage.setItem(name, value); } catch { /* private mode */ }
}
const memory = new Map();

async function call(method, path, place) {
  const response = await fetch(api + path, {
    method,
    headers: place ? { 'Holdfast-Place': place, Accept: 'application/json' } : { Accept: 'application/json' },
  });
  const body = response.status === 204 ? null : await response.json();
  return { status: response.status, body, problem: response.ok ? null : (body?.type ?? '').split(':').pop() };
}

function serverNow() { return Date.now() + (ahead ?? 0); }

async function readServing() {
  const { status, body } = await call('GET', '/serving');
  if (status !== 200) throw new Error(`serving: ${status}`);
  // The document may come late, never early: the largest difference seen is the truest.
  const difference = Date.parse(body.serverTime) - Date.now();
  ahead = ahead === null ? difference : Math.max(ahead, difference);
  serving = body;
}

async function join() {
  const { status, body, problem } = await call('POST', '/places');
  if (status === 200 || status === 201) {
    store(PLACE, body.place);
    ended = null;
    return true;
  }
  if (problem === 'lobby-not-open' || problem === 'sale-closed') return false;
  throw new Error(`join: ${status}`);
}

async function readMine() {
  const place = stored(PLACE);
  if (!place) { mine = null; return; }
  const { status, body, problem } = await call('GET', '/places/me', place);
  if (status === 200) {
    mine = body;
    if (['EXPIRED', 'LEFT', 'DONE'].includes(body.state)) {
      ended = body.state.toLowerCase();
      store(PLACE, null);
      mine = null;
    }
  } else if (problem === 'place-invalid') {
    store(PLACE, null);
    mine = null;
  } else {
    throw new Error(`place: ${status}`);
  }
}

async function claim() {
  const { status, body, problem } = await call('POST', '/passes', stored(PLACE));
  if (status === 201) {
    try { sessionStorage.setItem(PASS, body.pass); } catch { /* the sale will ask for it again */ }
    location.assign(target());
    return true;
  }
  if (problem === 'place-expired' || problem === 'place-invalid') {
    store(PLACE, null);
    mine = null;
    ended = 'expired';
  }
  return false;
}

// The server has refused any other address already; a page that leads away has no second chance.
function target() {
  const url = new URL(document.body.dataset.return, location.origin);
  return url.origin === location.origin ? url.href : location.origin;
}

async function round() {
  clearTimeout(timer);
  let next = 5;
  try {
    await readServing();
    if (stored(PLACE)) await readMine();
    if (!stored(PLACE) && !ended && ['LOBBY', 'OPEN', 'PAUSED'].includes(serving.state) && await join()) await readMine();
    $('link').textContent = '';
    next = mine?.nextPollSeconds ?? serving.nextPollSeconds;
    show();
    if ((mine?.state === 'CALLED' || mine?.state === 'ACTIVE') && (await claim())) return;
    show();
  } catch {
    $('link').textContent = text.offline;
    next = 3;
  }
  if (ended) next = Math.max(next, 30);
  // Spread, so that a whole stadium does not ask in the same instant.
  timer = setTimeout(round, next * 1000 * (0.8 + Math.random() * 0.4));
}

function say(id, words) {
  const element = $(id);
  if (element.textContent !== words) element.textContent = words;
  element.hidden = words === '';
}

function at(time) {
  return new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' }).format(new Date(time));
}

function range(eta) {
  if (!eta) return text.unknown;
  if (eta.to <= 60) return text.soon;
  return text.range(text.minutes(Math.max(1, Math.floor(eta.from / 60))), text.minutes(Math.ceil(eta.to / 60)));
}

function show() {
  const state = serving.state;
  const inQueue = mine !== null && mine.state === 'WAITING';
  let headline = text.loading, explanation = '', figure = '', counting = 0;
  if (mine?.state === 'CALLED' || mine?.state === 'ACTIVE') {
    headline = text.called;
    explanation = text.calledMore;
    counting = Date.parse(mine.calledUntil ?? mine.activeUntil);
  } else if (state === 'CLOSED' && ended !== 'left' && ended !== 'done') {
    headline = text.closed;
    explanation = text.closedMore;
  } else if (ended) {
    headline = text[ended];
    explanation = text[`${ended}More`];
  } else if (state === 'SCHEDULED') {
    headline = text.scheduled;
    explanation = text.scheduledMore(at(serving.lobbyOpensAt));
    counting = Date.parse(serving.lobbyOpensAt);
  } else if (mine?.state === 'LOBBY') {
    headline = state === 'LOBBY' ? text.lobby : text.drawing;
    explanation = text.lobbyMore(at(serving.opensAt));
    counting = Date.parse(serving.opensAt);
  } else if (inQueue) {
    headline = state === 'PAUSED' ? text.paused : text.waiting;
    explanation = state === 'PAUSED' ? text.pausedMore : text.waitingMore;
    figure = mine.ahead.toLocaleString(language);
    $('number').textContent = mine.number.toLocaleString(language);
    $('ahead').textContent = text.people(mine.ahead);
    $('eta').textContent = range(mine.etaSeconds);
  }
  say('headline', headline);
  say('explanation', explanation);
  say('message', serving.message ?? '');
  clearInterval(countdown);
  if (counting) {
    const tick = () => say('figure', clock(counting - serverNow()));
    tick();
    countdown = setInterval(tick, 250);
  } else {
    say('figure', figure);
  }
  $('facts').hidden = !inQueue;
  $('keep').hidden = mine === null;
  $('leave').hidden = mine === null || mine.state === 'CALLED' || mine.state === 'ACTIVE';
  $('go').hidden = !(ended && state !== 'CLOSED') && mine?.state !== 'CALLED' && mine?.state !== 'ACTIVE';
  $('go').textContent = ended ? text.again : text.go;
}

function clock(left) {
  const seconds = Math.max(0, Math.ceil(left / 1000));
  const two = (n) => String(n).padStart(2, '0');
  const hours = Math.floor(seconds / 3600);
  const rest = `${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  return hours > 0 ? `${hours}:${rest}` : rest;
}

$('leave').addEventListener('click', async () => {
  if (!confirm(text.sure)) return;
  try {
    await call('DELETE', '/places/me', stored(PLACE));
    store(PLACE, null);
    mine = null;
    ended = 'left';
    show();
  } catch {
    $('link').textContent = text.offline;
  }
});

$('go').addEventListener('click', () => {
  ended = null;
  round();
});

// A phone that wakes up asks at once instead of waiting for a timer that slept.
document.addEventListener('visibilitychange', () => { if (!document.hidden) round(); });
window.addEventListener('online', round);

say('headline', text.loading);
round();
