import {html, nothing, type TemplateResult} from 'lit';
import {asProblem, put, type Problem} from '../core/api';
import type {Refund} from '../core/model';
import {Part} from '../core/page';
import {t} from '../words/words';
import {problemNote} from './problem';

/** In the order in which people look for theirs: those most have an account with first. */
const BANKS = [
  '06', '88', '20', '81', '11', '90', '92', '03', '89', '45', '48', '71', '12', '07', '31', '32', '34', '35', '37', '39',
  '23', '27', '02', '50', '64', '54',
] as const;

/** As many digits as the API takes, with blanks and hyphens between them. */
const NUMBER = '[0-9]([ \\-]?[0-9]){5,19}';

/** Asks to which bank account a refund is to go that cannot go back the way it came. */
export class RefundAccount extends Part {
  static override properties = {
    order: {type: String},
    refund: {attribute: false},
    busy: {state: true},
    failure: {state: true},
  };

  declare order: string;
  declare refund: Refund;
  declare busy: boolean;
  declare failure: Problem | null;

  constructor() {
    super();
    this.busy = false;
    this.failure = null;
  }

  protected override render(): TemplateResult {
    const id = `account-${this.refund.id}`;
    return html`<section class="note warn" aria-labelledby=${id}>
      <h2 id=${id}>${t('accountTitle')}</h2>
      <p>${t('accountIntro')}</p>
      <form autocomplete="off" @submit=${(event: SubmitEvent) => this.give(event)}>
        <p class="field">
          <label for="${id}-bank">${t('bank')}</label>
          <select id="${id}-bank" name="bank" required>
            <option value="">${t('chooseBank')}</option>
            ${BANKS.map(bank => html`<option value=${bank}>${t(`bank.${bank}`)}</option>`)}
          </select>
        </p>
        <p class="field">
          <label for="${id}-number">${t('accountNumber')}</label>
          <input
            id="${id}-number"
            name="number"
            type="text"
            inputmode="numeric"
            maxlength="40"
            pattern=${NUMBER}
            title=${t('accountNumberHint')}
            required
            aria-describedby="${id}-hint"
          />
          <span id="${id}-hint" class="quiet small">${t('accountNumberHint')}</span>
        </p>
        <p class="field">
          <label for="${id}-holder">${t('accountHolder')}</label>
          <input id="${id}-holder" name="holder" type="text" maxlength="60" required />
        </p>
        ${this.failure ? problemNote(this.failure) : nothing}
        <button class="button main" ?disabled=${this.busy}>${this.busy ? t('accountGiving') : t('accountGive')}</button>
      </form>
    </section>`;
  }

  private async give(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    if (this.busy) {
      return;
    }
    const form = new FormData(event.target as HTMLFormElement);
    this.busy = true;
    this.failure = null;
    try {
      await put(`/api/orders/${this.order}/refunds/${this.refund.id}/account`, {
        bank: String(form.get('bank')),
        number: String(form.get('number')).trim(),
        holder: String(form.get('holder')),
      });
      this.dispatchEvent(new CustomEvent('given'));
    } catch (e) {
      this.failure = asProblem(e);
    } finally {
      this.busy = false;
    }
  }
}

customElements.define('hf-refund-account', RefundAccount);
