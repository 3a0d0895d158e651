// Being told in this browser: asked for on a click, and by nobody else.
import {get, tell} from './api';
import {unbase64} from './bytes';
import {worker} from './worker';

export interface Device {
  id: string;
  service: string;
  addedAt: string;
}

/** Why there is no button, or none any more. */
export type Standing = 'READY' | 'ON' | 'UNSUPPORTED' | 'DENIED';

const SCOPE = '/me/';

export async function standing(): Promise<Standing> {
  if (!('serviceWorker' in navigator) || !('PushManager' in window) || !('Notification' in window)) {
    return 'UNSUPPORTED';
  }
  if (Notification.permission === 'denied') {
    return 'DENIED';
  }
  return Notification.permission === 'granted' && (await subscription()) ? 'ON' : 'READY';
}

async function subscription(): Promise<PushSubscription | null> {
  const registered = await navigator.serviceWorker.getRegistration(SCOPE);
  return (await registered?.pushManager.getSubscription()) ?? null;
}

/**
 * Asks the person, then the browser, then tells the house.
 *
 * @returns nothing when the person said no
 */
export async function subscribe(): Promise<Device | null> {
  if ((await Notification.requestPermission()) !== 'granted') {
    return null;
  }
  const {key} = await get<{key: string}>('/api/notifications/vapid-key');
  const registered = await navigator.serviceWorker.register(worker('/push-worker.js'), {scope: SCOPE});
  await active(registered);
  const made = await registered.pushManager.subscribe({userVisibleOnly: true, applicationServerKey: unbase64(key)});
  return told(made);
}

/** A browser may have renewed its subscription by itself: telling again is safe, and says which device this is. */
export async function here(): Promise<Device | null> {
  const made = await subscription();
  return made ? told(made) : null;
}

export async function unsubscribe(): Promise<void> {
  await (await subscription())?.unsubscribe();
}

function told(made: PushSubscription): Promise<Device> {
  const {endpoint, keys} = made.toJSON();
  return tell<Device>('/api/notifications/push-subscriptions', {endpoint, keys});
}

function active(registered: ServiceWorkerRegistration): Promise<void> {
  const coming = registered.installing ?? registered.waiting;
  if (registered.active || !coming) {
    return Promise.resolve();
  }
  return new Promise(resolve => coming.addEventListener('statechange', () => coming.state === 'activated' && resolve()));
}
