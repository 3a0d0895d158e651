import {html, nothing, type TemplateResult} from 'lit';
import {Part} from '../core/page';
import {t} from '../words/words';

export interface Best {
  count: number;
  grade?: string;
  area?: string;
}

/** For those who leave the choice of seats to us, and for places without a number. */
export class BestSeats extends Part {
  static override properties = {
    most: {type: Number},
    grade: {type: String},
    areas: {attribute: false},
    seats: {type: Boolean},
    busy: {type: Boolean},
    count: {state: true},
  };

  declare most: number;
  /** Only of this grade; empty: of any. */
  declare grade: string;
  /** Where people go without a numbered seat. */
  declare areas: string[];
  /** Whether there are seats at all. */
  declare seats: boolean;
  declare busy: boolean;
  declare count: number;

  constructor() {
    super();
    this.most = 1;
    this.grade = '';
    this.areas = [];
    this.seats = true;
    this.busy = false;
    this.count = 2;
  }

  protected override render(): TemplateResult {
    const counts = Array.from({length: this.most}, (_, i) => i + 1);
    const chosen = Math.min(this.count, this.most);
    return html`<section class="best" aria-label=${t('bestTitle')}>
      <p>
        <label
          >${t('bestCount')}
          <select @change=${(event: Event) => (this.count = Number((event.target as HTMLSelectElement).value))}>
            ${counts.map(n => html`<option value=${n} ?selected=${n === chosen}>${n}</option>`)}
          </select></label
        >
      </p>
      ${this.seats
        ? html`<button type="button" class="button" ?disabled=${this.busy} @click=${() => this.ask({})}>
            ${this.grade ? t('bestOfGrade', {grade: this.grade}) : t('bestSeats')}
          </button>`
        : nothing}
      ${this.areas.map(
        area => html`<button type="button" class="button" ?disabled=${this.busy} @click=${() => this.ask({area})}>
          ${t('bestInArea', {area})}
        </button>`,
      )}
    </section>`;
  }

  private ask(where: {area?: string}): void {
    const best: Best = {count: Math.min(this.count, this.most), ...where};
    if (!where.area && this.grade) {
      best.grade = this.grade;
    }
    this.dispatchEvent(new CustomEvent<Best>('best', {detail: best}));
  }
}

customElements.define('hf-best', BestSeats);
