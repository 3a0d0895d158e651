import {ko, type Words} from './ko';
import {en} from './en';

export const language: 'ko' | 'en' = document.documentElement.lang === 'en' ? 'en' : 'ko';

const words: Words = language === 'en' ? en : ko;

export type Word = keyof Words;

/** The sentence for a key, with `{name}` filled in. */
export function t(word: Word, values: Record<string, string | number> = {}): string {
  return words[word].replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

export function has(word: string): word is Word {
  return word in words;
}
