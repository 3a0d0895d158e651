// Keeps the page of a gate at hand for when there is no network. What it shows then is on the phone already.

const KEPT = 'holdfast-gate';

self.addEventListener('install', () => self.skipWaiting());
self.addEventListener('activate', event => event.waitUntil(self.clients.claim()));

self.addEventListener('fetch', event => {
  const {request} = event;
  const address = new URL(request.url);
  if (request.method !== 'GET' || address.origin !== location.origin || address.pathname.startsWith('/api/')) {
    return;
  }
  event.respondWith(fresh(request).catch(() => kept(request)));
});

async function fresh(request) {
  const answer = await fetch(request);
  if (answer.ok) {
    await (await caches.open(KEPT)).put(request, answer.clone());
  }
  return answer;
}

async function kept(request) {
  return (await caches.match(request, {ignoreSearch: true, ignoreVary: true})) ?? Response.error();
}
