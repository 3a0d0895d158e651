// The page of the draw: works out in this browser what was published, so that nobody has to be believed.
import { commitmentOf, order } from './draw.js';

const TEXTS = {
  ko: {
    hidden: '예매가 시작되면 공개됩니다',
    people: (n) => `${n.toLocaleString('ko')}명`,
    good: '✓ 이 브라우저가 확인했습니다: 공개된 열쇠의 지문이 미리 공개된 지문과 같습니다.',
    bad: '✗ 공개된 열쇠의 지문이 미리 공개된 지문과 다릅니다. 이 추첨을 믿지 마세요.',
    number: (ticket, number) => `추첨 번호 ${ticket}의 순번은 ${number}입니다.`,
    none: (size) => `추첨 번호는 1부터 ${size}까지입니다. 시작 뒤에 오신 분은 추첨 없이 온 순서대로입니다.`,
    empty: '대기실에서 기다린 사람이 없어 추첨할 것이 없습니다.',
    saving: (share) => `계산하고 있습니다 … ${share}%`,
    saved: (rows) => `${rows}줄을 저장했습니다.`,
    away: '지금은 공개된 값을 읽을 수 없습니다. 자동으로 다시 시도합니다.',
  },
  en: {
    hidden: 'published at the opening',
    people: (n) => n.toLocaleString('en'),
    good: '✓ Your browser has checked it: the fingerprint of the published key is the one published beforehand.',
    bad: '✗ The fingerprint of the published key is not the one published beforehand. Do not trust this draw.',
    number: (ticket, number) => `Ticket ${ticket} has number ${number} in the queue.`,
    none: (size) => `Tickets go from 1 to ${size}. Whoever came after the opening is in order of arrival, without a draw.`,
    empty: 'Nobody waited in the lobby, so there was nothing to draw.',
    saving: (share) => `Working it out … ${share} %`,
    saved: (rows) => `${rows} lines saved.`,
    away: 'What was published cannot be read just now. We keep trying.',
  },
};

const PAGE = 100;
const language = document.documentElement.lang === 'en' ? 'en' : 'ko';
const text = TEXTS[language];
const { sale, commitment } = document.body.dataset;
const $ = (id) => document.getElementById(id);
const plain = (n) => n.toLocaleString(language);

let draw = null;
let drawn = null;
let first = 1;

async function read() {
  try {
    const response = await fetch(`/api/sales/${sale}/draw`, { headers: { Accept: 'application/json' } });
    draw = await response.json();
    if (!response.ok) throw new Error(draw.title);
  } catch {
    $('verdict').textContent = text.away;
    return setTimeout(read, 10_000 + Math.random() * 5_000);
  }
  $('verdict').textContent = '';
  if (!draw.key) {
    $('key').textContent = $('size').textContent = text.hidden;
    return setTimeout(read, 10_000 + Math.random() * 5_000);
  }
  $('key').textContent = draw.key;
  $('size').textContent = text.people(draw.size);
  const good = commitmentOf(draw.key) === commitment && draw.commitment === commitment;
  $('verdict').textContent = good ? text.good : text.bad;
  $('verdict').className = good ? 'good' : 'notice';
  if (draw.size < 1) {
    $('verdict').textContent += ` ${text.empty}`;
    return;
  }
  drawn = order(draw.key, draw.size);
  $('mine').hidden = $('all').hidden = false;
  $('ticket').max = draw.size;
  $('ticket').value = own() ?? '';
  check();
  list();
}

function own() {
  try {
    const ticket = Number(localStorage.getItem(`hf_ticket_${sale}`));
    return ticket >= 1 && ticket <= draw.size ? ticket : null;
  } catch {
    return null;
  }
}

function check() {
  const ticket = $('ticket').valueAsNumber;
  const known = Number.isSafeInteger(ticket) && ticket >= 1 && ticket <= draw.size;
  $('result').textContent = $('ticket').value === '' ? ''
    : known ? text.number(plain(ticket), plain(drawn.numberOf(ticket))) : text.none(plain(draw.size));
}

function list() {
  const mine = own();
  const rows = [];
  for (let number = first; number < first + PAGE && number <= draw.size; number++) {
    const row = document.createElement('tr');
    const ticket = drawn.ticketOf(number);
    for (const value of [number, ticket]) {
      const cell = document.createElement('td');
      cell.textContent = plain(value);
      row.append(cell);
    }
    row.classList.toggle('mine', ticket === mine);
    rows.push(row);
  }
  $('rows').replaceChildren(...rows);
  $('previous').disabled = first === 1;
  $('next').disabled = first + PAGE > draw.size;
}

function save() {
  $('save').disabled = true;
  $('progress').hidden = false;
  const worker = new Worker(new URL('draw-list.js', import.meta.url), { type: 'module' });
  worker.onmessage = ({ data }) => {
    if (data.share !== undefined) {
      $('progress').value = data.share;
      $('saved').textContent = text.saving(Math.floor(data.share * 100));
      return;
    }
    const link = document.createElement('a');
    link.href = URL.createObjectURL(data.list);
    link.download = `draw-${sale}.csv`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
    $('saved').textContent = text.saved(plain(draw.size));
    $('progress').hidden = true;
    $('save').disabled = false;
    worker.terminate();
  };
  worker.postMessage({ key: draw.key, size: draw.size });
}

$('ticket').addEventListener('input', check);
$('previous').addEventListener('click', () => { first = Math.max(1, first - PAGE); list(); });
$('next').addEventListener('click', () => { first += PAGE; list(); });
$('save').addEventListener('click', save);
$('address').textContent = `${location.origin}/api/sales/${sale}/draw`;
read();
