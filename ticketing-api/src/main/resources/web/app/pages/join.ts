import {html, nothing, type TemplateResult} from 'lit';
import {asProblem, get, tell, type Problem} from '../core/api';
import {dateTime} from '../core/format';
import {Page} from '../core/page';
import {me, type Me} from '../core/session';
import {toSignIn} from '../parts/mine';
import {problemNote} from '../parts/problem';
import {t} from '../words/words';

interface Invitation {
  organisation: string;
  role: 'OWNER' | 'MEMBER';
  until: string;
  open: boolean;
  mine: boolean;
}

/** An invitation to sell for an organisation, as the other person sees it. */
export class JoinPage extends Page {
  static override properties = {
    ...Page.properties,
    token: {type: String},
    busy: {state: true},
    refusal: {state: true},
  };

  declare token: string;
  declare busy: boolean;
  declare refusal: Problem | null;

  private who: Me = {signedIn: false};
  private invitation!: Invitation;

  constructor() {
    super();
    this.busy = false;
    this.refusal = null;
  }

  protected async load(): Promise<void> {
    this.titled(t('join'));
    this.who = await me();
    this.invitation = await get<Invitation>(`/api/organisation-invitations/${this.token}`);
  }

  protected content(): TemplateResult {
    const {organisation, role} = this.invitation;
    return html`<h1>${t('join')}</h1>
      <p>${t('joinIntro', {organisation, role: t(`businessRole${role}`)})}</p>
      ${this.answer()}`;
  }

  private answer(): TemplateResult {
    const {mine, open, until} = this.invitation;
    if (mine) {
      return html`<p class="note good" role="status">${t('joinMine')}</p>
        <p><a class="button main" href="/business">${t('joinOpen')}</a></p>`;
    }
    if (!open) {
      return html`<p class="note bad" role="status">${t('problem.INVITATION_ENDED')}</p>`;
    }
    if (!this.who.signedIn) {
      return toSignIn('joinLogin');
    }
    return html`<p class="quiet">${t('joinUntil', {at: dateTime(until)})}</p>
      ${this.refusal ? problemNote(this.refusal) : nothing}
      <p><button class="button main" ?disabled=${this.busy} @click=${() => this.accept()}>${t('joinAccept')}</button></p>`;
  }

  private async accept(): Promise<void> {
    this.busy = true;
    this.refusal = null;
    try {
      await tell(`/api/organisation-invitations/${this.token}/acceptance`, {});
      await this.reload();
    } catch (e) {
      this.refusal = asProblem(e);
    } finally {
      this.busy = false;
    }
  }
}

customElements.define('hf-join', JoinPage);
