import {html, nothing, type TemplateResult} from 'lit';
import {asProblem, post, type Problem} from '../core/api';
import type {Entry} from '../core/model';
import {Part} from '../core/page';
import {loginHere, me} from '../core/session';
import {t} from '../words/words';
import {problemNote} from './problem';

/** A wish for seats that come back. */
export class Waitlist extends Part {
  static override properties = {
    performance: {type: String},
    grades: {attribute: false},
    signedIn: {state: true},
    busy: {state: true},
    hint: {state: true},
    failure: {state: true},
    entry: {state: true},
  };

  declare performance: string;
  declare grades: string[];
  declare signedIn: boolean | null;
  declare busy: boolean;
  declare hint: string;
  declare failure: Problem | null;
  declare entry: Entry | null;

  constructor() {
    super();
    this.performance = '';
    this.grades = [];
    this.signedIn = null;
    this.busy = false;
    this.hint = '';
    this.failure = null;
    this.entry = null;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    void me().then(who => (this.signedIn = who.signedIn));
  }

  protected override render(): TemplateResult {
    return html`<section class="waitlist" aria-label=${t('waitlistTitle')}>
      <h3>${t('waitlistTitle')}</h3>
      ${this.entry ? this.joined(this.entry) : this.form()}
    </section>`;
  }

  private joined(entry: Entry): TemplateResult {
    return html`<p class="note good" role="status">
      ${t('waitlistJoined')} ${entry.position ? t('waitlistPosition', {n: entry.position}) : ''}
      <a href="/me">${t('toMe')}</a>
    </p>`;
  }

  private form(): TemplateResult {
    if (this.signedIn === false) {
      return html`<p>${t('waitlistIntro')}</p>
        <p>${t('waitlistLogin')} <a class="button" href=${loginHere()}>${t('signIn')}</a></p>`;
    }
    return html`<p>${t('waitlistIntro')}</p>
      <form @submit=${(event: SubmitEvent) => this.join(event)}>
        <fieldset>
          <legend>${t('waitlistGrades')}</legend>
          ${this.grades.map(
            grade => html`<label class="choice"><input type="checkbox" name="grade" .value=${grade} /> ${grade}</label>`,
          )}
        </fieldset>
        <fieldset>
          <legend>${t('waitlistSeats')}</legend>
          ${[1, 2, 3, 4].map(
            seats => html`<label class="choice"
              ><input type="radio" name="seats" value=${seats} ?checked=${seats === 1} /> ${seats}</label
            >`,
          )}
        </fieldset>
        <label class="choice"><input type="checkbox" name="adjacent" checked /> ${t('waitlistAdjacent')}</label>
        ${this.hint ? html`<p class="hint" role="alert">${this.hint}</p>` : nothing}
        ${this.failure ? problemNote(this.failure) : nothing}
        <button class="button main" ?disabled=${this.busy || this.signedIn === null}>${t('waitlistJoin')}</button>
      </form>`;
  }

  private async join(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const form = new FormData(event.target as HTMLFormElement);
    const grades = form.getAll('grade').map(String);
    this.hint = grades.length === 0 ? t('waitlistChooseGrade') : '';
    if (this.hint || this.busy) {
      return;
    }
    this.busy = true;
    this.failure = null;
    try {
      this.entry = await post<Entry>(
        `/api/performances/${this.performance}/waitlist`,
        {grades, seats: Number(form.get('seats')), adjacent: form.get('adjacent') !== null},
        `waitlist-${this.performance}`,
      );
    } catch (e) {
      this.failure = asProblem(e);
    } finally {
      this.busy = false;
    }
  }
}

customElements.define('hf-waitlist', Waitlist);
