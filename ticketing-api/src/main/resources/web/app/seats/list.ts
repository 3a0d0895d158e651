import {html, nothing, type TemplateResult} from 'lit';
import {count, money} from '../core/format';
import {Part} from '../core/page';
import {dot} from '../parts/grades';
import {t} from '../words/words';
import type {State} from './live';
import {seatName, type Plan, type Seat, type Section} from './plan';

/** The hall as a list, with the same powers as the map. Fires `hf-seat` with the index of a seat. */
export class SeatList extends Part {
  static override properties = {
    plan: {attribute: false},
    states: {attribute: false},
    chosen: {attribute: false},
    onlyGrade: {attribute: false},
    locked: {type: Boolean},
    open: {state: true},
    onlyFree: {state: true},
  };

  declare plan: Plan;
  declare states: string;
  declare chosen: ReadonlySet<number>;
  declare onlyGrade: number | null;
  declare locked: boolean;
  declare open: ReadonlySet<number>;
  declare onlyFree: boolean;

  constructor() {
    super();
    this.states = '';
    this.chosen = new Set();
    this.onlyGrade = null;
    this.locked = false;
    this.open = new Set();
    this.onlyFree = true;
  }

  protected override render(): TemplateResult {
    return html`<label class="choice"
        ><input type="checkbox" .checked=${this.onlyFree} @change=${() => (this.onlyFree = !this.onlyFree)} />
        ${t('onlyFree')}</label
      >
      <div class="sections" @click=${(event: Event) => this.pick(event)}>
        ${this.plan.sections.map(section => this.section(section))}
      </div>`;
  }

  private section(section: Section): TemplateResult {
    const left = this.plan.leftIn(section, this.states, this.onlyGrade);
    return html`<details
      ?open=${this.open.has(section.index)}
      @toggle=${(event: Event) => this.toggle(section.index, (event.target as HTMLDetailsElement).open)}
    >
      <summary>${section.name} <b>${left === 0 ? t('soldOut') : count(left)}</b></summary>
      ${this.open.has(section.index) ? this.rows(section) : nothing}
    </details>`;
  }

  private rows(section: Section): TemplateResult | TemplateResult[] {
    if (!this.plan.has(section)) {
      return html`<p class="loading" role="status">${t('loading')}</p>`;
    }
    const rows = new Map<string, Seat[]>();
    for (const seat of section.seats) {
      if (this.onlyGrade !== null && seat.grade !== this.onlyGrade) {
        continue;
      }
      if (!this.onlyFree || this.states[seat.index] === 'A' || this.chosen.has(seat.index)) {
        rows.set(seat.row, [...(rows.get(seat.row) ?? []), seat]);
      }
    }
    return [...rows].map(
      ([row, inRow]) => html`<div class="row" role="group" aria-label=${t('rowName', {row})}>
        <span class="sign" aria-hidden="true">${row}</span>
        <span class="numbers">${inRow.map(seat => this.seat(seat))}</span>
      </div>`,
    );
  }

  private seat(seat: Seat): TemplateResult {
    const mine = this.chosen.has(seat.index);
    const state = (this.states[seat.index] ?? 'H') as State;
    const grade = this.plan.gradeOf(seat);
    const name = [seatName(seat), grade.name, grade.price ? money(grade.price) : ''].filter(Boolean).join(', ');
    return html`<button
      type="button"
      class="number ${mine ? 'mine' : state}"
      data-index=${seat.index}
      aria-pressed=${mine}
      aria-label="${name}, ${mine ? t('stateChosen') : t(`state${state}`)}"
      ?disabled=${!mine && (this.locked || state !== 'A')}
    >
      ${dot(grade.color)}${t('seatNumber', {number: seat.number})}
    </button>`;
  }

  private toggle(section: number, open: boolean): void {
    const sections = new Set(this.open);
    if (open) {
      sections.add(section);
      void this.plan
        .load([this.plan.sections[section]!])
        .then(() => this.requestUpdate())
        // Whoever opens it again asks again.
        .catch(() => this.toggle(section, false));
    } else {
      sections.delete(section);
    }
    this.open = sections;
  }

  private pick(event: Event): void {
    const index = (event.target as Element).closest<HTMLElement>('[data-index]')?.dataset['index'];
    if (index !== undefined && !this.locked) {
      this.dispatchEvent(new CustomEvent('hf-seat', {detail: Number(index), bubbles: true}));
    }
  }
}

customElements.define('hf-seat-list', SeatList);
