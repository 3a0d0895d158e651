// The wait page. It reads one public document, the same for everybody, and works out from it where this visitor
// stands; it asks for itself only near the door. The place lives in this browser alone.
import { commitmentOf, order } from './draw.js';

const { sale, back, commitment } = document.body.dataset;
const language = document.documentElement.lang === 'en' ? 'en' : 'ko';
const { default: text } = await import(`./words-${language}.js`);

const api = `/api/sales/${sale}`;
const PLACE = `hf_place_${sale}`; // the latest place of this browser, for a window opened later
const MINE = `hf_wait_${sale}`; // this window's own
const PASS = `hf_pass_${sale}`; // where the sale looks for it
const WENT = `hf_went_${sale}`; // when this window went on to the sale
const INVITATION = `hf_invitation_${sale}`;
const TELL = 'hf_tell'; // how the person wants to be told

const NEAR = 50;
const RESTORING = 4_000; // over so long a stadium shows its places again
const QUIET = 30_000; // between two things said to a screen reader
const LATER_SAID = 120_000;
const UNANSWERED = 10_000;
const NEWS = 180_000;

const $ = (id) => document.getElementById(id);
const now = () => Date.now();

let serving = null; // the public document, as last read
let mine = null; // { place, ticket, number, turn, epoch, state, ahead, … } of this window
let over = null; // why this window waits no more: EXPIRED, LEFT, DONE, REVOKED or REPLACED
let lost = null; // the place another window has taken over
let refused = null; // why it could not join: members, noJoins
let doing = null; // joining, proving
let pass = null; // { until } once let in
let failures = 0;
let trouble = null; // { busy, until } while nobody answers
let readAt = 0;
let olderInARow = 0;
let restoreAt = 0; // when to show the place to a room that has forgotten it
let later = null; // { why, at }: the estimate has grown
let spokenAt = 0;
let spokenOf = null;

// What is kept

// A browser may refuse to: because it is full, or because it was told to. What it refuses stays with this entry of the
// window's history, so that a reload still finds it.
const unkept = () => ({ ...history.state?.unkept });
function recall(store, name) {
  const here = unkept()[name];
  if (here !== undefined) return here;
  try { return store().getItem(name); } catch { return null; }
}
function keep(store, name, value) {
  const { [name]: here, ...others } = unkept();
  let stay = here === undefined ? null : others;
  try {
    store().removeItem(name);
    if (value !== null) store().setItem(name, value);
  } catch {
    stay = { ...others, [name]: value };
  }
  if (stay) history.replaceState({ unkept: stay }, '');
}
const ofWindow = () => sessionStorage;
const ofBrowser = () => localStorage;

function remember() {
  keep(ofWindow, MINE, mine && JSON.stringify(mine));
}

function forget() {
  if (mine && recall(ofBrowser, PLACE) === mine.place) keep(ofBrowser, PLACE, null);
  mine = null;
  remember();
}

function finished(why) {
  over = why;
  forget();
}

// Asking

class Away extends Error {
  constructor(status, seconds = 0, answer = null) {
    super(`no answer: ${status}`);
    this.busy = status === 429 || status === 503;
    this.seconds = seconds || answer?.retryAfterSeconds || 0;
  }
}

function retryAfter(response) {
  const told = response.headers.get('Retry-After');
  if (!told) return 0;
  const seconds = /^\d+$/.test(told) ? Number(told) : (Date.parse(told) - serverNow()) / 1000;
  return Math.min(Math.max(seconds || 0, 0), 600);
}

async function call(method, path, { body, ...headers } = {}) {
  let response, answer = null;
  try {
    response = await fetch(api + path, {
      method,
      headers: { Accept: 'application/json', ...(body && { 'Content-Type': 'application/json' }), ...headers },
      body: body && JSON.stringify(body),
      signal: AbortSignal.timeout?.(UNANSWERED),
    });
    if (response.headers.get('Content-Type')?.includes('json')) answer = await response.json();
  } catch {
    throw new Away(response?.status ?? 0, response ? retryAfter(response) : 0);
  }
  if (response.status === 429 || response.status >= 500) throw new Away(response.status, retryAfter(response), answer);
  return { status: response.status, answer, problem: response.ok ? null : String(answer?.type).split(':').pop() };
}

// The document may come late, from a cache, but never early: the largest difference seen lately is the truest.
const differences = [];
function serverNow() {
  return now() + (differences.length ? Math.max(...differences) : 0);
}

async function readServing() {
  const { status, answer } = await call('GET', '/serving');
  // The staff has taken the queue away: there is nothing to wait for.
  if (status === 404 && serving) location.replace(target());
  if (status !== 200) throw new Away(status);
  differences.push(Date.parse(answer.serverTime) - now());
  if (differences.length > 8) differences.shift();
  serving = answer;
  readAt = now();
}

// Where I stand

const ahead = () => (mine?.turn == null ? null : Math.max(0, mine.near ? mine.ahead : mine.turn - serving.serving - 1));
const nearness = () => serving.near ?? NEAR;
const isDrawn = () => serving.drawn != null;
const open = () => serving.state === 'OPEN' || serving.state === 'PAUSED';
const restoring = () => restoreAt > 0 || serving?.reason === 'RECOVERING';
const inside = () => mine?.state === 'CALLED' || mine?.state === 'ACTIVE';

function take(answer) {
  const before = mine;
  mine = {
    ...before,
    place: answer.place ?? before.place,
    ticket: answer.ticket ?? before?.ticket ?? null,
    number: answer.number ?? before?.number ?? null,
    turn: answer.turn ?? answer.number ?? before?.turn ?? null,
    ahead: answer.ahead ?? null,
    epoch: answer.epoch ?? before?.epoch ?? serving.epoch,
    state: answer.state,
    invited: answer.invited ?? before?.invited ?? false,
    movedBack: answer.movedBack ?? before?.movedBack ?? false,
    noticePossible: answer.noticePossible ?? before?.noticePossible ?? false,
    eta: answer.etaSeconds ?? null,
    until: answer.calledUntil ?? answer.activeUntil ?? null,
    began: before?.began ?? null,
    commitment: before?.commitment ?? commitment,
  };
  if (answer.place) keep(ofBrowser, PLACE, mine.place);
  if (mine.ticket) keep(ofBrowser, `hf_ticket_${sale}`, String(mine.ticket)); // for the page of the draw
  remember();
}

/** Joins, or carries a place on: into this window, or into a room that has forgotten it. */
async function join(former) {
  const invitation = recall(ofWindow, INVITATION);
  let proof;
  for (let tries = 0; tries < 4; tries++) {
    const body = proof || invitation ? { ...(proof && { proof }), ...(invitation && { invitation }) } : undefined;
    const { status, answer, problem } = await call('POST', '/places', { body, ...(former && { 'Holdfast-Place': former }) });
    if (status === 200 || status === 201) {
      refused = null;
      over = null;
      take(answer);
      windows?.postMessage({ took: mine.place });
      return;
    }
    switch (problem) {
      case 'proof-required':
        doing = 'proving';
        show();
        proof = await (await import('./proof.js')).solve(answer.challenge);
        doing = 'joining';
        break;
      case 'session-replaced':
        return mine ? replaced() : joinAfresh(former);
      case 'place-invalid':
      case 'place-expired':
        if (!former) throw new Away(status);
        return mine ? finished('EXPIRED') : joinAfresh(former);
      case 'login-required':
      case 'account-required':
        refused = 'members';
        return;
      case 'lobby-not-open':
        return;
      case 'sale-closed':
        refused = 'noJoins';
        return;
      default:
        if (!invitation) throw new Away(status);
        keep(ofWindow, INVITATION, null);
        return join(former);
    }
  }
  throw new Away(403);
}

function joinAfresh(former) {
  if (recall(ofBrowser, PLACE) === former) keep(ofBrowser, PLACE, null);
  return join();
}

/** Works the number out from the published draw, and sees that it is the draw which was promised. */
async function drawNumber() {
  const { status, answer: draw } = await call('GET', '/draw');
  if (status !== 200 || !draw.key || !draw.size) return;
  mine.kept = commitmentOf(draw.key) === (mine.commitment ?? draw.commitment);
  if (mine.ticket > draw.size) return; // the lobby has forgotten it: then it is asked for
  mine.number = mine.turn = order(draw.key, draw.size).numberOf(mine.ticket);
  mine.state = 'WAITING';
  remember();
}

/**
 * Whether the room has lost its memory and began a new epoch, or even began anew. A document older than the last one is
 * no proof: it may come from a cache.
 */
function forgotten() {
  const older = serving.epoch < mine.epoch || (serving.epoch === mine.epoch && serving.serving < (mine.served ?? 0));
  olderInARow = older ? olderInARow + 1 : 0;
  if (!older) mine.served = serving.serving;
  return serving.epoch > mine.epoch || olderInARow > 4;
}

/** Only near the door, when something personal has happened, or when the number cannot be worked out. */
function asksForItself() {
  if (inside() || serving.state === 'CLOSED' && mine.turn > serving.serving) return false;
  if (mine.turn === null) return isDrawn() || open() || (mine.ticket === null && serving.state === 'LOBBY');
  return mine.invited || mine.turn - serving.serving - 1 <= nearness();
}

async function readMine() {
  const { status, answer, problem } = await call('GET', '/places/me', { 'Holdfast-Place': mine.place });
  if (status === 200) {
    if (['EXPIRED', 'LEFT', 'DONE', 'REVOKED'].includes(answer.state)) {
      if (answer.state === 'EXPIRED' && serving.state === 'CLOSED') forget();
      else finished(answer.state);
    } else {
      take(answer);
      mine.near = true;
      mine.asked = answer.nextPollSeconds;
    }
  } else if (problem === 'session-replaced') {
    replaced();
  } else if (problem === 'place-expired') {
    finished('EXPIRED');
  } else if (problem === 'place-invalid') {
    forget();
  } else {
    throw new Away(status);
  }
}

async function claim() {
  const former = recall(ofWindow, PASS);
  const { status, answer, problem } = await call('POST', '/passes', {
    'Holdfast-Place': mine.place,
    ...(former && { 'Holdfast-Pass': former }),
  });
  if (status === 201) {
    keep(ofWindow, PASS, answer.pass);
    pass = { until: answer.until };
    mine.state = 'ACTIVE';
    mine.until = answer.until;
    remember();
    goOn();
  } else if (problem === 'session-replaced') {
    replaced();
  } else if (problem === 'not-your-turn') {
    mine.state = 'WAITING';
    mine.full = answer.ahead === 0;
    mine.near = true;
    mine.ahead = answer.ahead ?? 0;
  } else if (problem === 'place-expired' || problem === 'place-invalid') {
    finished('EXPIRED');
  } else {
    throw new Away(status);
  }
}

// Going on

// The server has refused any other address already; a page that leads away has no second chance.
function target() {
  const url = new URL(back, location.origin);
  return url.origin === location.origin ? url.href : location.origin;
}

/** A sale that keeps sending the visitor back here must not make a page that flickers to and fro. */
function turnedBack() {
  const went = JSON.parse(recall(ofWindow, WENT) ?? '[]').filter((at) => at > now() - 60_000);
  return went.length >= 3;
}

let going = 0;
function goOn() {
  tellOfCall();
  if (document.hidden || turnedBack() || going) return;
  going = setTimeout(leaveForSale, sounding() ? 1800 : 900);
}

function leaveForSale() {
  const went = JSON.parse(recall(ofWindow, WENT) ?? '[]').slice(-5);
  keep(ofWindow, WENT, JSON.stringify([...went, now()]));
  going = 0;
  const onward = new URL(target());
  // What could not be left in this browser is handed over where no server sees it.
  if (PASS in unkept()) onward.hash = `${PASS}=${recall(ofWindow, PASS)}`;
  location.replace(onward.href);
}

// The round

let running = false;
async function round() {
  if (running) return;
  running = true;
  let next;
  try {
    await readServing();
    await act();
    failures = 0;
    trouble = null;
    next = pause() * (0.8 + Math.random() * 0.4);
  } catch (away) {
    if (!(away instanceof Away)) console.error(away);
    failures++;
    const widest = Math.min(60, 2 ** failures);
    next = Math.max((away.seconds ?? 0) * (1 + Math.random() * 0.3), 1 + Math.random() * widest);
    // While a room is restored the page says so by itself.
    trouble = away.busy && restoring() ? null : { busy: away.busy === true, until: now() + next * 1000 };
  } finally {
    doing = null;
    running = false;
  }
  show();
  after(next * 1000);
}

async function act() {
  if (pass && Date.parse(pass.until) < serverNow()) pass = null;
  if (over || pass) return;
  if (!mine) {
    if ((open() || serving.state === 'LOBBY') && serving.takesJoins !== false) {
      doing = 'joining';
      show();
      await join(recall(ofBrowser, PLACE));
    }
  } else if (forgotten() && serving.state !== 'CLOSED') {
    restoreAt ||= now() + Math.random() * RESTORING;
    if (now() < restoreAt) return;
    await join(mine.place);
    restoreAt = olderInARow = 0;
    if (mine) mine.served = serving.serving;
  } else {
    restoreAt = 0;
  }
  if (!mine || over) return;
  mine.near = false;
  if (mine.turn === null && mine.ticket !== null && isDrawn()) await drawNumber();
  if (asksForItself()) await readMine();
  if (inside()) await claim();
  if (mine && !over && ahead() !== null) {
    mine.began = Math.max(mine.began ?? 0, ahead());
    remember();
  }
}

/** How long until the next look, in seconds, before it is spread. */
function pause() {
  if (restoreAt) return Math.max(0.1, (restoreAt - now()) / 1000);
  if (over || pass || refused) return Math.max(20, serving.nextPollSeconds);
  const distance = ahead();
  let wanted = serving.nextPollSeconds;
  if (distance !== null && serving.polls?.length) {
    wanted = serving.polls.findLast(({ ahead: from }) => distance >= from)?.seconds ?? serving.polls[0].seconds;
  }
  if (mine?.near && mine.asked) wanted = mine.asked;
  // Nobody sleeps through an opening, and nobody gains by looking in its first instant: so they come over some seconds.
  const lobby = Date.parse(serving.lobbyOpensAt), opening = Date.parse(serving.opensAt);
  for (const [at, spread] of [[lobby, Math.min(8, (opening - lobby) / 4000)], [opening, 2]]) {
    const left = (at - serverNow()) / 1000;
    if (left > 0) wanted = Math.min(wanted, left + 0.2 + Math.random() * spread);
  }
  return Math.max(0.5, wanted);
}

// A timer that a browser does not slow down in a window nobody looks at.
let clockwork = null;
let timer = 0;
let due = 0;
function after(milliseconds) {
  due = now() + milliseconds;
  clearTimeout(timer);
  if (clockwork) clockwork.postMessage(milliseconds);
  else timer = setTimeout(round, milliseconds);
}
try {
  clockwork = new Worker(new URL('timer.js', import.meta.url));
  clockwork.onmessage = round;
  clockwork.onerror = () => {
    clockwork = null;
    after(Math.max(0, due - now()));
  };
} catch { /* an ordinary timer does it too */ }

// Other windows of this browser

let windows = null;
try {
  windows = new BroadcastChannel(MINE);
  windows.onmessage = ({ data }) => {
    if (data.took && mine && !over && !pass && data.took !== mine.place) replaced();
    // A copied window has copied the place as well: one of the two takes it over.
    if (data.has && mine && !over && data.has === mine.place) windows.postMessage({ here: mine.place });
    if (data.here && mine && data.here === mine.place && starting) copied = true;
  };
} catch { /* then the next look tells */ }
window.addEventListener('storage', ({ key, newValue }) => {
  if (key === PLACE && newValue && mine && !over && !pass && newValue !== mine.place) replaced();
});

/** Another window goes on with this place; its place may be taken back from here. */
function replaced() {
  lost = mine.place;
  over = 'REPLACED';
  mine = null;
  remember();
  show();
}

// Telling

let audio = null;
let screenLock = null;
let alarm = 0;
const wishes = new Set(JSON.parse(recall(ofBrowser, TELL) ?? '[]'));

const sounding = () => wishes.has('sound') && audio?.state === 'running';

function wish(what, wanted) {
  wanted ? wishes.add(what) : wishes.delete(what);
  keep(ofBrowser, TELL, JSON.stringify([...wishes]));
}

function chime(volume, ...tones) {
  if (!audio) return;
  tones.forEach((hertz, i) => {
    const at = audio.currentTime + i * 0.22;
    const tone = audio.createOscillator();
    const gain = audio.createGain();
    tone.frequency.value = hertz;
    gain.gain.setValueAtTime(0, at);
    gain.gain.linearRampToValueAtTime(volume, at + 0.02);
    gain.gain.exponentialRampToValueAtTime(0.001, at + 0.5);
    tone.connect(gain).connect(audio.destination);
    tone.start(at);
    tone.stop(at + 0.55);
  });
}

// A browser makes sound only once the person has touched the page.
function wakeAudio() {
  if (!wishes.has('sound')) return;
  audio ??= new (window.AudioContext ?? window.webkitAudioContext)();
  audio.resume();
}

async function keepAwake() {
  try { screenLock = wishes.has('awake') && !document.hidden ? await navigator.wakeLock.request('screen') : null; } catch { /* low battery */ }
}

function tellOfCall() {
  if (alarm) return;
  const ring = () => {
    if (wishes.has('sound')) chime(0.4, 659, 784, 988, 784, 988);
    if (navigator.userActivation?.hasBeenActive) navigator.vibrate?.([300, 150, 300, 150, 600]);
  };
  ring();
  say('alarm', `${text.called[0]}. ${text.called[1]}`);
  let times = 0;
  alarm = setInterval(() => {
    if (!document.hidden || ++times > 6) clearInterval(alarm);
    else ring();
  }, 8_000);
  if (wishes.has('notify') && document.hidden && window.Notification?.permission === 'granted') {
    try {
      const notice = new Notification(text.calledTitle, { body: document.body.dataset.title, tag: MINE, requireInteraction: true });
      notice.onclick = () => { window.focus(); notice.close(); };
    } catch { /* phones want a service worker for this */ }
  }
}

/** Movement is said now and then, a change of what is going on at once. */
function speak(what, words) {
  if (words === '' || (what === spokenOf && now() - spokenAt < QUIET)) return;
  if ($('spoken').textContent === words) return;
  spokenOf = what;
  spokenAt = now();
  say('spoken', words);
}

// Showing

function say(id, words) {
  const element = $(id);
  if (element.textContent !== words) element.textContent = words;
  if (!element.classList.contains('unseen')) element.hidden = words === '';
}

function at(time) {
  return new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' }).format(new Date(time));
}

/** Seconds from now, as the pace tells, or null: nobody can tell. */
function estimate() {
  if (serving.state !== 'OPEN') return null;
  if (serving.pace && ahead() !== null && !mine.invited) {
    const { slowest, fastest } = serving.pace;
    return slowest > 0 ? { from: ahead() / Math.max(slowest, fastest), to: (ahead() + 1) / slowest } : null;
  }
  return mine.near ? mine.eta : null;
}

function minutes({ from, to }) {
  const step = to < 600 ? 1 : to < 3600 ? 5 : 10;
  return { from: Math.floor(from / 60 / step) * step, to: Math.ceil(to / 60 / step) * step };
}

/** Never later in silence: what is said now is held against the earliest promise. */
function told(eta) {
  if (!eta) return;
  const ends = serverNow() + eta.to * 1000;
  if (mine.promised && ends > mine.promised + Math.max(60_000, (mine.promised - serverNow()) / 10)) {
    later = { why: serving.limitedBy, at: now() };
    mine.promised = ends;
  } else if (!mine.promised || ends < mine.promised) {
    mine.promised = ends;
  }
  if (later && now() - later.at > LATER_SAID) later = null;
}

function clock(left) {
  const seconds = Math.max(0, Math.ceil(left / 1000));
  const two = (n) => String(n).padStart(2, '0');
  const days = Math.floor(seconds / 86_400), rest = `${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  if (days > 0) return new Intl.NumberFormat(language, { style: 'unit', unit: 'day', unitDisplay: 'long' }).format(days);
  return seconds >= 3600 ? `${Math.floor(seconds / 3600)}:${rest}` : rest;
}

/** What is going on and what happens next. */
function view() {
  if (!serving) return { words: text.loading };
  const { state, reason } = serving;
  if (pass || inside()) {
    return pass && (turnedBack() || document.hidden)
      ? { tone: 'called', words: text.calledHere, counting: pass.until, of: text.untilCalled, actions: ['go'] }
      : { tone: 'called', words: mine?.state === 'ACTIVE' && !pass ? text.active : text.called, counting: pass?.until ?? mine.until, of: text.untilCalled, actions: ['go'] };
  }
  if (over === 'REPLACED') return { words: text.replaced, actions: ['here'] };
  if (over === 'REVOKED') return { tone: 'over', words: text.endedBy.REVOKED, actions: ['home'] };
  if (state === 'CLOSED') {
    const why = reason in text.closedBy ? reason : 'ENDED';
    if (over === 'DONE' || over === 'LEFT') return { words: [text.endedBy[over][0], text.closedBy[why][0]], actions: ['home'] };
    return { tone: 'over', words: text.closedBy[why], actions: [why === 'SOLD_OUT' ? 'waitlist' : 'home'] };
  }
  if (over) return { words: text.endedBy[over], actions: serving.takesJoins === false ? ['home'] : ['again', 'home'] };
  if (doing === 'proving') return { words: text.proving };
  if (refused === 'members' && !mine) return { words: text.members, actions: ['signIn'] };
  if (state === 'SCHEDULED') {
    return { words: text.scheduled, at: serving.lobbyOpensAt, counting: serving.lobbyOpensAt, of: text.untilLobby };
  }
  if (!mine) {
    if (refused === 'noJoins' || serving.takesJoins === false) return { words: text.noJoins, actions: ['home'] };
    return { words: text.joining };
  }
  if (mine.turn === null) {
    if (state === 'LOBBY') {
      return {
        words: text.lobby, at: serving.opensAt, counting: serving.opensAt, of: text.untilOpening,
        facts: { ticket: mine.ticket === null ? null : text.plain(mine.ticket) }, actions: ['leave'],
      };
    }
    if (!(reason in text.pausedBy) || state === 'OPEN') return { words: text.drawing };
  }
  const waiting = { actions: ['leave'], figure: ahead(), of: text.aheadOfMe, moving: true };
  if (restoring() || state === 'PAUSED') {
    const why = restoring() ? 'RECOVERING' : reason in text.pausedBy ? reason : 'STAFF';
    return { ...waiting, tone: 'paused', words: text.pausedBy[why] };
  }
  if (mine.invited) return { ...waiting, words: text.invited };
  if (ahead() === 0 && (serving.limitedBy === 'CAP' || mine.full)) return { ...waiting, words: text.full };
  const words = ahead() < 10 ? text.next : text.waiting;
  return { ...waiting, words: reason in text.slowedBy ? [words[0], `${text.slowedBy[reason]} ${words[1]}`] : words };
}

let counting = 0;
let shown = null;
function show() {
  const seen = view();
  const [headline, explanation] = seen.words;
  document.body.dataset.tone = seen.tone ?? '';
  say('headline', headline);
  say('explanation', typeof explanation === 'function' ? explanation(at(seen.at)) : explanation);
  say('message', serving?.message ?? '');
  say('notice', serving?.notice ?? '');
  say('moved', mine?.movedBack && !pass ? text.movedBack : '');
  say('broken', mine?.kept === false ? text.broken : '');

  counting = seen.counting ? Date.parse(seen.counting) : 0;
  tick();
  if (!counting) say('figure', seen.figure == null ? '' : text.people(seen.figure));
  say('of', $('figure').hidden ? '' : seen.of);

  let eta = null;
  const facts = { ...seen.facts };
  if (seen.moving && ahead() !== null) {
    eta = estimate();
    told(eta);
    facts.number = text.plain(mine.number ?? mine.turn);
    facts.eta = eta ? range(eta) : seen.tone === 'paused' ? text.unknownPaused : text.unknown;
    facts.entry = eta && eta.to > 60 ? when(eta) : null;
  }
  for (const fact of ['ticket', 'number', 'eta', 'entry']) {
    $(fact).textContent = facts[fact] ?? '';
    $(fact).parentElement.hidden = !facts[fact];
  }
  $('facts').hidden = !Object.values(facts).some(Boolean);
  say('later', seen.moving && later && eta ? text.later(text.because[later.why] ?? text.because.UNKNOWN) : '');

  const bar = seen.moving && mine.began > 0 && ahead() !== null;
  $('bar').hidden = !bar;
  if (bar) {
    $('progress').max = mine.began;
    $('progress').value = mine.began - ahead();
  }

  for (const action of ['go', 'again', 'here', 'signIn', 'waitlist', 'home', 'leave']) {
    $(action).hidden = !seen.actions?.includes(action);
  }
  $('actions').hidden = !seen.actions;
  $('tell').hidden = !(mine && !pass && serving && serving.state !== 'CLOSED');
  $('keep').hidden = !mine || !!pass;
  $('checked').hidden = mine?.kept !== true;
  showWishes();

  if (shown !== headline) {
    // Being called is said by the alarm, at once.
    if (seen.tone !== 'called' && serving) speak(headline, `${headline}. ${$('explanation').textContent}`);
    shown = headline;
  } else if (seen.moving && !$('later').hidden && later.said === undefined) {
    later.said = true;
    speak('later', $('later').textContent);
  } else if (seen.moving && ahead() !== null && moved()) {
    if (now() - spokenAt >= QUIET) {
      spokenAhead = ahead();
      speak(headline, text.spoken(ahead(), facts.eta));
    }
  }
  const title = document.body.dataset.title;
  document.title = seen.tone === 'called' ? `\u{1F514} ${text.calledTitle} · ${title}`
    : seen.figure != null ? `${text.aheadInTitle(seen.figure)} · ${title}` : `${headline} · ${title}`;
}

let spokenAhead = Infinity;
function moved() {
  return ahead() < spokenAhead && (ahead() <= 10 || spokenAhead - ahead() >= spokenAhead / 20);
}

function range(eta) {
  if (eta.to <= 60) return text.soon;
  const { from, to } = minutes(eta);
  return from === 0 ? text.upTo(to) : text.range(from, to);
}

function when(eta) {
  const format = new Intl.DateTimeFormat(language, { hour: 'numeric', minute: '2-digit' });
  const { from, to } = minutes(eta);
  return format.formatRange(new Date(serverNow() + from * 60_000), new Date(serverNow() + to * 60_000));
}

function tick() {
  if (counting) say('figure', clock(counting - serverNow()));
  const soon = trouble && Math.max(1, Math.ceil((trouble.until - now()) / 1000));
  $('link').classList.toggle('notice', !!trouble);
  say('link', trouble ? (trouble.busy ? text.busy : mine ? text.offline : text.offlineNew)(soon)
    : readAt ? text.updated(Math.round((now() - readAt) / 1000)) : '');
  if (trouble && mine) speak('trouble', text.offline(soon));
}

function showWishes() {
  const { Notification, AudioContext, webkitAudioContext } = window;
  for (const [what, possible, on] of [
    ['sound', AudioContext ?? webkitAudioContext, wishes.has('sound')],
    ['notify', Notification && window.isSecureContext, wishes.has('notify') && Notification?.permission === 'granted'],
    ['awake', navigator.wakeLock, wishes.has('awake')],
    ['mail', mine?.noticePossible, mine?.mailed],
  ]) {
    $(what).hidden = !possible;
    $(what).setAttribute('aria-pressed', String(!!on));
  }
}

// What the person does

function on(id, act) {
  $(id).addEventListener('click', act);
}

on('go', () => (pass ? leaveForSale() : round()));
on('again', () => {
  over = null;
  later = null;
  round();
});
on('here', () => {
  over = null;
  if (recall(ofBrowser, PLACE) === null) keep(ofBrowser, PLACE, lost);
  round();
});
on('leave', () => {
  $('sure').showModal ? $('sure').showModal() : leave();
});
on('stay', () => $('sure').close());
on('really', () => {
  $('sure').close();
  leave();
});

async function leave() {
  try {
    const { problem } = await call('DELETE', '/places/me', { 'Holdfast-Place': mine.place });
    if (problem === 'session-replaced') replaced();
    else finished('LEFT');
    show();
  } catch {
    trouble = { busy: false, until: due };
    tick();
  }
}

on('sound', () => {
  wish('sound', !wishes.has('sound'));
  wakeAudio();
  if (wishes.has('sound')) chime(0.15, 659, 988);
  showWishes();
});
on('notify', async () => {
  const wanted = $('notify').getAttribute('aria-pressed') !== 'true';
  if (wanted) await Notification.requestPermission();
  wish('notify', wanted && Notification.permission === 'granted');
  say('told', wanted && Notification.permission !== 'granted' ? text.refused : '');
  showWishes();
});
on('awake', () => {
  wish('awake', !wishes.has('awake'));
  screenLock?.release();
  keepAwake();
  showWishes();
});
on('mail', async () => {
  try {
    const { status } = await call('PUT', '/places/me/notice', { 'Holdfast-Place': mine.place });
    mine.mailed = status === 204;
    say('told', status === 204 ? text.mailed : status === 401 ? text.mailSignIn : text.mailFailed);
    remember();
  } catch {
    say('told', text.mailFailed);
  }
  showWishes();
});
for (const touch of ['pointerdown', 'keydown']) document.addEventListener(touch, wakeAudio);

// A phone that wakes up asks at once instead of waiting for a timer that slept.
document.addEventListener('visibilitychange', () => {
  if (document.hidden) return;
  keepAwake();
  if (pass) {
    goOn();
    show();
  } else if (now() - readAt > 2_000) {
    round();
  }
});
window.addEventListener('online', () => round());
window.addEventListener('offline', () => {
  trouble = { busy: false, until: due };
  tick();
});
window.addEventListener('pageshow', ({ persisted }) => {
  if (!persisted) return;
  pass = null;
  round();
});

// What does not work in the shop, told rarely, as it is another page's business

async function readNews() {
  if (document.hidden) return;
  try {
    const answer = await fetch('/api/status', { signal: AbortSignal.timeout?.(UNANSWERED) });
    const { incidents: [incident] } = await answer.json();
    say('news', incident ? text.news(incident.title[language], incident.overdue ? null : at(incident.nextUpdateAt)) : '');
  } catch { /* what is shown stays */ }
}

// The beginning

for (const element of document.querySelectorAll('[data-text]')) {
  element.textContent = text[element.dataset.text];
}
$('progress').setAttribute('aria-label', text.progress);
const elsewhere = new URL(location);
elsewhere.searchParams.set('lang', language === 'ko' ? 'en' : 'ko');
$('other').href = elsewhere.href;
$('signIn').href = `/login?return=${encodeURIComponent(location.pathname + location.search)}`;
$('waitlist').href = $('home').href = target();

const invitation = /^#invitation=([\w.~-]+)$/.exec(location.hash);
if (invitation) {
  keep(ofWindow, INVITATION, invitation[1]);
  history.replaceState(history.state, '', location.pathname + location.search);
}

try { mine = JSON.parse(recall(ofWindow, MINE)); } catch { mine = null; }
let starting = true;
let copied = false;
show();
setInterval(tick, 500);
readNews();
setInterval(readNews, NEWS * (1 + Math.random() / 4));
keepAwake();
if (mine && windows) {
  windows.postMessage({ has: mine.place });
  await new Promise((done) => setTimeout(done, 150));
}
starting = false;
if (copied) {
  keep(ofBrowser, PLACE, mine.place);
  mine = null;
}
round();
