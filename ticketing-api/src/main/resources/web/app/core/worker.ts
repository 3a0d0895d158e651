declare global {
  interface Window {
    trustedTypes?: {
      createPolicy(
        name: string,
        rules: {createScriptURL(address: string): string},
      ): {createScriptURL(address: string): string};
    };
  }
}

/** The policy of the page lets nobody but us name a worker. */
let policy: {createScriptURL(address: string): string} | undefined;

/** The address of one of our service workers, in the form that may be registered. */
export function worker(address: string): string {
  policy ??= window.trustedTypes?.createPolicy('holdfast-worker', {createScriptURL: ours => ours});
  return policy?.createScriptURL(address) ?? address;
}
