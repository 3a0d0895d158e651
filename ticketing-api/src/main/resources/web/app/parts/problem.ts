import {html, type TemplateResult} from 'lit';
import type {Problem} from '../core/api';
import {has, t} from '../words/words';

/** A refusal in a person's own language; the API's own words where we have none. */
export function problemText(problem: Problem): string {
  const word = `problem.${problem.code}`;
  return has(word) ? t(word) : problem.detail || t('problem.REFUSED');
}

export function problemNote(problem: Problem): TemplateResult {
  return html`<p class="note bad" role="alert">${problemText(problem)}</p>`;
}
