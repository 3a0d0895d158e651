import {html, nothing, type TemplateResult} from 'lit';
import {asProblem, get, tell, type Problem} from '../core/api';
import {learnTime} from '../core/clock';
import {dateTime} from '../core/format';
import type {TransferLink} from '../core/model';
import {Page} from '../core/page';
import {loginHere, me, type Me} from '../core/session';
import {problemNote} from '../parts/problem';
import {language, t} from '../words/words';

/** A ticket that somebody gives away, as the other person sees it. */
export class TransferPage extends Page {
  static override properties = {
    ...Page.properties,
    token: {type: String},
    busy: {state: true},
    refusal: {state: true},
  };

  declare token: string;
  declare busy: boolean;
  declare refusal: Problem | null;

  private detail!: TransferLink;
  private who: Me = {signedIn: false};

  constructor() {
    super();
    this.busy = false;
    this.refusal = null;
  }

  protected async load(): Promise<void> {
    this.titled(t('takeTitle'));
    this.who = await me();
    this.detail = await get<TransferLink>(`/api/transfers/${this.token}`);
    learnTime(this.detail.serverTime);
  }

  protected content(): TemplateResult {
    const {performance, label, grade} = this.detail;
    return html`<article class="stub">
        <h1>${performance.title}</h1>
        <p>${this.detail.mine ? t('takeMine') : t('takeIntro')}</p>
        <dl>
          <dt>${t('seat')}</dt>
          <dd><strong>${label}</strong> · ${grade}</dd>
          <dt>${t('startsAt')}</dt>
          <dd>${dateTime(performance.startsAt, performance.timeZone)}</dd>
          <dt>${t('venue')}</dt>
          <dd>${performance.venue}</dd>
        </dl>
      </article>
      ${this.answer()}`;
  }

  private answer(): TemplateResult {
    const {mine, open, ticket, until, performance, accountsOnly} = this.detail;
    if (mine) {
      return html`<p><a class="button main" href="/tickets/${ticket}">${t('takeOpen')}</a></p>`;
    }
    if (!open) {
      return html`<p class="note bad" role="status">${t('problem.TRANSFER_ENDED')}</p>`;
    }
    if (accountsOnly && !this.who.signedIn) {
      return html`<div class="note">
        <p>${t('takeMembers')}</p>
        <p><a class="button main" href=${loginHere()}>${t('signIn')}</a></p>
      </div>`;
    }
    return html`<form @submit=${(event: SubmitEvent) => this.accept(event)}>
      <p class="quiet">
        ${t('takeUntil', {at: dateTime(until, performance.timeZone)})}
        ${this.who.signedIn ? nothing : html`<br />${t('takeGuest')} <a href=${loginHere()}>${t('signIn')}</a>`}
      </p>
      ${this.field('name', t('name'), 'text', 'name', t('takeNameHint'))}
      ${this.field('phone', t('phone'), 'tel', 'tel', t('phoneHint'))} ${this.field('email', t('email'), 'email', 'email', '')}
      ${this.refusal ? problemNote(this.refusal) : nothing}
      <p><button class="button main" ?disabled=${this.busy}>${t('takeAccept')}</button></p>
    </form>`;
  }

  private field(name: string, label: string, type: string, autocomplete: string, hint: string): TemplateResult {
    return html`<p class="field">
      <label for=${name}>${label}</label>
      <input
        id=${name}
        name=${name}
        type=${type}
        autocomplete=${autocomplete}
        maxlength="100"
        required
        aria-describedby="${name}-hint"
      />
      <span id="${name}-hint" class="quiet small">${hint}</span>
    </p>`;
  }

  private async accept(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const form = new FormData(event.target as HTMLFormElement);
    const said = (name: string): string => String(form.get(name)).trim();
    this.busy = true;
    this.refusal = null;
    try {
      await tell(`/api/transfers/${this.token}/acceptance`, {
        name: said('name'),
        phone: said('phone'),
        email: said('email'),
        locale: language,
      });
      await this.reload();
    } catch (e) {
      this.refusal = asProblem(e);
    } finally {
      this.busy = false;
    }
  }
}

customElements.define('hf-take-ticket', TransferPage);
