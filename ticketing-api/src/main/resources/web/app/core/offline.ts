// Pages that open without a network once they have been open: those of gates and tickets.
import {worker} from './worker';

/**
 * From now on this page opens without a network.
 *
 * @param scope the path that it and its like begin with
 */
export async function keepAtHand(scope: string): Promise<void> {
  if (!('serviceWorker' in navigator)) {
    return;
  }
  await navigator.serviceWorker.register(worker('/offline-worker.js'), {scope});
  const files = Array.from(document.querySelectorAll<HTMLScriptElement | HTMLLinkElement>('script[src], link[href]'), one =>
    one instanceof HTMLScriptElement ? one.src : one.href,
  );
  const kept = await caches.open('holdfast-offline');
  await kept.addAll([location.pathname, ...files]);
}
