// Shows what the house tells this browser, and opens where it leads: pages of this site, never another one.

self.addEventListener('install', () => self.skipWaiting());
self.addEventListener('activate', event => event.waitUntil(self.clients.claim()));

self.addEventListener('push', event => {
  const told = content(event.data);
  event.waitUntil(
    self.registration.showNotification(text(told.title) || 'Holdfast', {
      body: text(told.body),
      tag: text(told.tag) || 'holdfast',
      icon: '/favicon.svg',
      data: {page: ownPage(told.url)},
    }),
  );
});

self.addEventListener('notificationclick', event => {
  event.notification.close();
  event.waitUntil(opened(ownPage(event.notification.data?.page)));
});

function content(data) {
  try {
    return data?.json() ?? {};
  } catch {
    return {};
  }
}

function text(value) {
  return typeof value === 'string' ? value : '';
}

function ownPage(address) {
  try {
    const page = new URL(text(address), location.origin);
    return page.origin === location.origin ? page.pathname + page.search + page.hash : '/me';
  } catch {
    return '/me';
  }
}

async function opened(page) {
  const windows = await self.clients.matchAll({type: 'window', includeUncontrolled: true});
  const there = windows.find(one => new URL(one.url).pathname === new URL(page, location.origin).pathname);
  return there ? there.focus() : self.clients.openWindow(page);
}
