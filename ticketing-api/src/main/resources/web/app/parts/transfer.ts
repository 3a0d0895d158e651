import {html, nothing, type TemplateResult} from 'lit';
import {asProblem, get, remove, tell, type Problem} from '../core/api';
import {dateTime} from '../core/format';
import type {Transfers} from '../core/model';
import {Part} from '../core/page';
import {t} from '../words/words';
import {problemNote} from './problem';

/** Gives a ticket to somebody else: a link that can be taken back until it is accepted. */
export class Transfer extends Part {
  static override properties = {
    ticket: {type: String},
    zone: {type: String},
    standing: {state: true},
    busy: {state: true},
    copied: {state: true},
    failure: {state: true},
  };

  declare ticket: string;
  declare zone: string;
  declare standing: Transfers | null;
  declare busy: boolean;
  declare copied: boolean;
  declare failure: Problem | null;

  constructor() {
    super();
    this.standing = null;
    this.busy = false;
    this.copied = false;
    this.failure = null;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    void this.look();
  }

  private async look(): Promise<void> {
    this.standing = await get<Transfers>(`/api/tickets/${this.ticket}/transfers`).catch(() => null);
  }

  protected override render(): TemplateResult | typeof nothing {
    if (!this.standing || (!this.standing.allowed && !this.standing.offer)) {
      return nothing;
    }
    const {offer} = this.standing;
    return html`<section class="note" aria-labelledby="transfer">
      <h2 id="transfer">${t('transferTitle')}</h2>
      ${offer
        ? html`<p class="field">
              <label for="link">${t('transferLink')}</label>
              <input id="link" class="code" readonly .value=${offer.url} @focus=${(event: Event) => (event.target as HTMLInputElement).select()} />
            </p>
            <p class="quiet small">${t('transferUntil', {at: dateTime(offer.until, this.zone)})}</p>
            <p role="status">${this.copied ? t('transferCopied') : ''}</p>
            <p class="buttons">
              <button class="button main" ?disabled=${this.busy} @click=${() => this.pass(offer.url)}>${t('transferPass')}</button>
              <button class="button" ?disabled=${this.busy} @click=${() => this.withdraw(offer.id)}>${t('transferWithdraw')}</button>
            </p>`
        : html`<p>${t('transferIntro')}</p>
            <p><button class="button" ?disabled=${this.busy} @click=${() => this.offer()}>${t('transferOffer')}</button></p>`}
      ${this.failure ? problemNote(this.failure) : nothing}
    </section>`;
  }

  private offer(): Promise<void> {
    return this.doing(async () => {
      const offer = await tell<NonNullable<Transfers['offer']>>(`/api/tickets/${this.ticket}/transfers`, {});
      this.standing = {allowed: true, offer};
    });
  }

  private withdraw(id: string): Promise<void> {
    return this.doing(async () => {
      try {
        await remove(`/api/tickets/${this.ticket}/transfers/${id}`);
      } catch (e) {
        // It is the other person's by now.
        this.dispatchEvent(new CustomEvent('given'));
        throw e;
      }
      this.copied = false;
      await this.look();
    });
  }

  /** By whatever the phone has for it, else by hand. */
  private async pass(url: string): Promise<void> {
    try {
      if ('share' in navigator) {
        await navigator.share({title: t('transferShare'), url});
      } else {
        await (navigator as Navigator).clipboard.writeText(url);
        this.copied = true;
      }
    } catch {
      this.querySelector<HTMLInputElement>('#link')?.focus();
    }
  }

  private async doing(what: () => Promise<void>): Promise<void> {
    this.busy = true;
    this.failure = null;
    try {
      await what();
    } catch (e) {
      this.failure = asProblem(e);
    } finally {
      this.busy = false;
    }
  }
}

customElements.define('hf-transfer', Transfer);
