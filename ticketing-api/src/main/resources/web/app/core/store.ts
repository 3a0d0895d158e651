// What this browser remembers without a network: IndexedDB, one value for each name.

const NAME = 'holdfast';

export type Shelf = 'tickets' | 'gate' | 'scans';

function database(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const asked = indexedDB.open(NAME, 1);
    asked.onupgradeneeded = () => {
      for (const shelf of ['tickets', 'gate', 'scans'] satisfies Shelf[]) {
        asked.result.createObjectStore(shelf);
      }
    };
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error ?? new Error('no storage'));
  });
}

async function asked<T>(shelf: Shelf, mode: IDBTransactionMode, ask: (on: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  const open = await database();
  try {
    return await new Promise((resolve, reject) => {
      const transaction = open.transaction(shelf, mode);
      const request = ask(transaction.objectStore(shelf));
      transaction.oncomplete = () => resolve(request.result);
      transaction.onabort = () => reject(transaction.error ?? new Error('no storage'));
      transaction.onerror = () => reject(transaction.error ?? new Error('no storage'));
    });
  } finally {
    open.close();
  }
}

export function found<T>(shelf: Shelf, name: string): Promise<T | undefined> {
  return asked<T | undefined>(shelf, 'readonly', on => on.get(name));
}

export function all<T>(shelf: Shelf): Promise<T[]> {
  return asked<T[]>(shelf, 'readonly', on => on.getAll());
}

export async function store(shelf: Shelf, name: string, value: unknown): Promise<void> {
  await asked(shelf, 'readwrite', on => on.put(value, name));
}

export async function forget(shelf: Shelf, name: string): Promise<void> {
  await asked(shelf, 'readwrite', on => on.delete(name));
}
