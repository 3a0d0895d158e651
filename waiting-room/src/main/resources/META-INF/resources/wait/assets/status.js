// Keeps the status page fresh and adds the reader's own time. The page is whole without it.

const RENEWED = 60_000;
const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
const format = (timeZone) =>
  new Intl.DateTimeFormat(document.documentElement.lang, {
    timeZone,
    month: 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hour12: false,
  });

function addOwnTimes() {
  const [here, there] = [format(own), format('Asia/Seoul')];
  for (const time of document.querySelectorAll('time')) {
    const at = new Date(time.dateTime);
    if (here.format(at) === there.format(at)) continue;
    const line = document.createElement('span');
    line.className = 'own';
    line.textContent = `${document.body.dataset.own}: ${here.format(at)}`;
    time.append(line);
  }
}

let drawn = document.getElementById('now').innerHTML;

async function renew() {
  if (document.hidden) return;
  try {
    const answer = await fetch(location.href, { headers: { Accept: 'text/html' }, signal: AbortSignal.timeout(10_000) });
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    const fresh = page.getElementById('now');
    if (!fresh || fresh.innerHTML === drawn) return;
    drawn = fresh.innerHTML;
    const opened = new Set([...document.querySelectorAll('details[open]')].map((one) => one.parentElement.getAttribute('aria-labelledby')));
    document.getElementById('now').replaceChildren(...fresh.childNodes);
    for (const one of document.querySelectorAll('details')) {
      one.open = opened.has(one.parentElement.getAttribute('aria-labelledby'));
    }
    document.title = page.title;
    addOwnTimes();
  } catch {
    // What is shown stays; the next minute tries again.
  }
}

addOwnTimes();
setInterval(renew, RENEWED);
document.addEventListener('visibilitychange', renew);
