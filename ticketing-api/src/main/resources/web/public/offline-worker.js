// Keeps the page of a gate or a ticket at hand for when there is no network. What it shows then is on the phone already.

const KEPT = 'holdfast-offline';

/** What a page is made of; what it asks for by itself is about a person, and is kept nowhere. */
const FILES = new Set(['script', 'style', 'font', 'image', 'manifest']);

/** A network that says nothing for so long is none. */
const PATIENCE = 3_000;

self.addEventListener('install', () => self.skipWaiting());
self.addEventListener('activate', event => event.waitUntil(self.clients.claim()));

self.addEventListener('fetch', event => {
  const {request} = event;
  const address = new URL(request.url);
  const file = request.mode === 'navigate' || FILES.has(request.destination);
  if (request.method !== 'GET' || !file || address.origin !== location.origin || address.pathname.startsWith('/api/')) {
    return;
  }
  event.respondWith(soon(request));
});

async function soon(request) {
  const answer = fresh(request);
  const late = new Promise(resolve => setTimeout(resolve, PATIENCE)).then(() => kept(request));
  try {
    return await Promise.race([answer, late.then(found => found ?? answer)]);
  } catch {
    return (await kept(request)) ?? Response.error();
  }
}

async function fresh(request) {
  const answer = await fetch(request);
  if (answer.ok) {
    await (await caches.open(KEPT)).put(request, answer.clone());
  }
  return answer;
}

function kept(request) {
  return caches.match(request, {ignoreSearch: true, ignoreVary: true});
}
