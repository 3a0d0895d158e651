import type {Words} from './ko';

declare global {
  /** The words of the page's language: they come by themselves, so that nobody waits for those of the other. */
  var holdfastWords: Words;
}

export const language: 'ko' | 'en' = document.documentElement.lang === 'en' ? 'en' : 'ko';

const words = globalThis.holdfastWords;

export type Word = keyof Words;

/** The sentence for a key, with `{name}` filled in. */
export function t(word: Word, values: Record<string, string | number> = {}): string {
  return words[word].replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

export function has(word: string): word is Word {
  return word in words;
}
