import {html, nothing, type TemplateResult} from 'lit';
import {get, Problem} from '../core/api';
import type {Channel, ChannelName} from '../core/model';
import {Part} from '../core/page';
import {me} from '../core/session';
import {language, t} from '../words/words';

/** The ways to pay, to choose one. Shows nothing while there is no choice. */
export class Channels extends Part {
  static override properties = {
    performance: {type: String},
    channels: {state: true},
    value: {state: true},
    instead: {state: true},
  };

  declare performance: string;
  declare channels: readonly Channel[];
  /** The one that is chosen; empty until the first is known. */
  declare value: string;
  declare instead: ChannelName | null;

  constructor() {
    super();
    this.channels = [];
    this.value = '';
    this.instead = null;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    void this.load();
  }

  private async load(): Promise<void> {
    try {
      const [{channels}, who] = await Promise.all([
        get<{channels: Channel[]}>(`/api/channels?performance=${encodeURIComponent(this.performance)}`),
        me(),
      ]);
      this.channels = channels.filter(channel => who.signedIn || channel.name !== 'points');
      this.value ||= this.channels.find(channel => channel.available)?.name ?? '';
    } catch {
      // Without the list the first channel is asked for by paying; a refusal names another.
    }
  }

  protected override render(): TemplateResult | typeof nothing {
    if (this.channels.length < 2) {
      return nothing;
    }
    return html`<fieldset class="channels">
      <legend>${t('channel')}</legend>
      ${this.instead
        ? html`<p class="note warn" role="status">
            ${t('channelBroken', {channel: this.instead.label[language]})}
          </p>`
        : nothing}
      ${this.channels.map(
        channel => html`<label class="choice">
          <input
            type="radio"
            name="channel"
            value=${channel.name}
            ?disabled=${!channel.available}
            .checked=${channel.name === this.value}
            @change=${() => (this.value = channel.name)}
          />
          ${channel.label[language]}${channel.available ? nothing : html` <span class="quiet">${t('channelOff')}</span>`}
          ${channel.health === 'SLOW' ? html` <span class="quiet">${t('channelSlow')}</span>` : nothing}
        </label>`,
      )}
    </fieldset>`;
  }

  /** Goes over to the channel that a refusal names. Says whether it did. */
  goOver(problem: Problem): boolean {
    const next = problem.code === 'CHANNEL_UNAVAILABLE' ? (problem.facts['next'] as ChannelName | undefined) : undefined;
    if (!next) {
      return false;
    }
    this.channels = this.channels.map(channel =>
      channel.name === this.value ? {...channel, available: false, health: 'BROKEN'} : channel,
    );
    this.value = next.name;
    this.instead = next;
    return true;
  }
}

/** The one chosen on this page, if there is a choice. */
export function channels(page: Element): Channels | null {
  return page.querySelector<Channels>('hf-channels');
}

customElements.define('hf-channels', Channels);
