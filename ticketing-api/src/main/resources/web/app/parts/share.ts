import {html, nothing, type TemplateResult} from 'lit';
import {Part} from '../core/page';
import {t} from '../words/words';

/** Gives this page's address to others: by the phone's own menu where there is one, else by copying it. */
export class Share extends Part {
  static override properties = {name: {type: String}, news: {state: true}, shown: {state: true}};

  declare name: string;
  declare news: string;
  /** The address itself, where nothing may be copied. */
  declare shown: boolean;

  constructor() {
    super();
    this.name = '';
    this.news = '';
    this.shown = false;
  }

  private get address(): string {
    return location.origin + location.pathname;
  }

  private async share(): Promise<void> {
    this.news = '';
    if ('share' in navigator) {
      try {
        await navigator.share({title: this.name, url: this.address});
        return;
      } catch (e) {
        if (e instanceof DOMException && e.name === 'AbortError') {
          return;
        }
      }
    }
    try {
      await navigator.clipboard.writeText(this.address);
      this.news = t('linkCopied');
    } catch {
      this.shown = true;
      this.news = t('linkHere');
      await this.updateComplete;
      this.querySelector('input')?.select();
    }
  }

  protected override render(): TemplateResult {
    return html`<p class="share">
      <button class="button small" type="button" @click=${() => this.share()}>${t('share')}</button>
      <span class="quiet small" role="status">${this.news}</span>
      ${this.shown ? html`<input class="code" readonly aria-label=${t('linkHere')} .value=${this.address} />` : nothing}
    </p>`;
  }
}

customElements.define('hf-share', Share);
