import {svg, type TemplateResult} from 'lit';

/** A dot in a grade's colour. Drawn, not styled: the page allows no styles but our sheet's. */
export function dot(color: string): TemplateResult {
  return svg`<svg class="dot" viewBox="0 0 10 10" width="10" height="10" aria-hidden="true"><circle cx="5" cy="5" r="5" fill=${color} /></svg>`;
}
