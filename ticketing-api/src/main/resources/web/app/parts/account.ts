import {html, nothing, type TemplateResult} from 'lit';
import {Part} from '../core/page';
import {loginHere, me, signOut, type Me} from '../core/session';
import {t} from '../words/words';

/** Who is signed in, in the page's head. */
export class Account extends Part {
  static override properties = {who: {state: true}};

  declare who: Me | null;

  constructor() {
    super();
    this.who = null;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    void me().then(who => (this.who = who));
  }

  protected override render(): TemplateResult | typeof nothing {
    if (!this.who) {
      return nothing;
    }
    return this.who.signedIn
      ? html`<span class="who">${t('signedInAs', {name: this.who.name ?? ''})}</span>
          <button class="plain" @click=${() => signOut()}>${t('signOut')}</button>`
      : html`<a href=${loginHere()}>${t('signIn')}</a>`;
  }
}

customElements.define('hf-account', Account);
