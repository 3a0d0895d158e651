// What the API answers, as far as the pages use it.
import type {Money} from './api';

export interface Sale {
  id: string;
  opensAt: string;
  lobbyOpensAt: string;
  closesAt?: string;
  state: 'SCHEDULED' | 'LOBBY' | 'OPEN' | 'CLOSED';
  waitingRoom?: boolean;
  serverTime?: string;
}

export interface Grade {
  grade: string;
  price: Money;
  color: string;
  left?: number;
}

export interface RefundRule {
  name: string;
  /** Earliest first: up to and including so many days before, so many per cent are kept. */
  steps: {untilDaysBefore: number; percent: number}[];
  /** In seconds; everything comes back within it after booking. */
  freeForAfterBooking: number;
  freeDaysBefore: number;
}

/** What an organiser has given a show. */
export interface Picture {
  url: string;
  width: number;
  height: number;
  alt: string;
}

export interface ShowSummary {
  id: string;
  title: string;
  category: string;
  region: string;
  venue: string;
  timeZone?: string;
  sale: Sale;
  /** Those that were asked for, the soonest ten at most. */
  performances: {id: string; startsAt: string}[];
  performanceCount: number;
  fromPrice: Money;
  picture: Picture | null;
}

export interface Facet {
  name: string;
  shows: number;
}

export interface ShowList {
  shows: ShowSummary[];
  /** To be sent as `after`; null on the last page. */
  next: string | null;
  /** With the first page only. */
  found: number | null;
  facets: {categories: Facet[]; regions: Facet[]} | null;
}

export interface ShowDetail {
  id: string;
  title: string;
  category: string;
  description: string;
  venue: string;
  address: string;
  timeZone?: string;
  cast: {name: string; role: string | null}[];
  notes: string;
  notices: {text: string; at: string}[];
  runtimeMinutes: number | null;
  /** 0: for everybody. */
  minimumAge: number | null;
  picture: Picture | null;
  grades: Grade[];
  refundRule: RefundRule;
  performances: {
    id: string;
    startsAt: string;
    timeZone: string;
    seatsLeft: Record<string, number>;
    soldOut?: boolean;
    cancelled?: CalledOff | null;
  }[];
  sale: Sale;
}

/** A performance will not be; `reason` is the organiser's. */
export interface CalledOff {
  at: string;
  reason: string;
}

export interface Performance {
  id: string;
  show: {id: string; title: string};
  venue: string;
  hall?: string;
  startsAt: string;
  timeZone: string;
  sale: Sale;
  grades: Grade[];
  refundRule: RefundRule;
  maxSeats: number;
  holdSeconds: number;
  soldOut: boolean;
  cancelled?: CalledOff | null;
}

export interface BookedSeat {
  id: string;
  label: string;
  grade: string;
  price: Money;
}

export interface Hold {
  id: string;
  performance: string;
  state: 'ACTIVE' | 'BOUGHT' | 'RELEASED' | 'LAPSED';
  seats: BookedSeat[];
  until: string;
  serverTime: string;
  total: Money;
  extendable: boolean;
}

export interface Ticket {
  id: string;
  seat: string;
  label: string;
  grade: string;
  price: Money;
  state: 'VALID' | 'CANCELLED';
  /** Whether somebody else has it now. */
  givenAway: boolean;
}

export interface Cancellation {
  refund: Refund | null;
  fee: Money;
  at: string;
}

export interface Refund {
  id: string;
  amount: Money;
  state: 'REQUESTED' | 'SETTLED' | 'PARKED';
  /** When it goes out, if a day's cap holds it back. */
  expectedAt: string | null;
  /** Whether the gateway gives back to a bank account only, and nobody has said which. */
  accountNeeded: boolean;
}

export type PriceType = 'REGULAR' | 'EARLY_BIRD' | 'YOUTH' | 'VETERAN' | 'DISABILITY_1_3' | 'DISABILITY_4_6';

export type DeliveryMethod = 'MOBILE' | 'WILL_CALL' | 'POST';

export interface Delivery {
  method: DeliveryMethod;
  fee: Money;
}

/** What one seat costs, and why. */
export interface Line {
  seat: string;
  label: string;
  grade: string;
  /** What was bought, once the customer has agreed to another seat. */
  bought: {seat: string; label: string; grade: string} | null;
  priceType: PriceType;
  regular: Money;
  price: Money;
  memberDiscount: Money;
  couponDiscount: Money;
  amount: Money;
}

/** What held seats would come to. */
export interface PriceQuote {
  performance: PerformanceName;
  lines: Line[];
  choices: {grade: string; types: {type: PriceType; price: Money; most: number | null; note: string}[]}[];
  deliveries: Delivery[];
  memberDiscount: Money;
  coupon: {id: string; name: string; discount: Money} | null;
  fee: Money;
  delivery: Delivery;
  total: Money;
  cancellation: {rule: string; until: string; steps: {step: string; percent: number; until: string}[]};
  quote: string;
}

export interface Coupon {
  id: string;
  name: string;
  amount: Money;
  percentOff: number | null;
  until: string;
  state: 'OPEN' | 'USED' | 'EXPIRED';
}

export interface Order {
  id: string;
  booking: string;
  state: 'PENDING' | 'PAID' | 'CANCELLED' | 'PARTLY_CANCELLED' | 'LAPSED';
  sale: string;
  performance: PerformanceName;
  seats: BookedSeat[];
  lines: Line[];
  total: Money;
  fee: Money;
  coupon: Money;
  delivery: Delivery;
  /** Missing unless it can still be paid. */
  payBy: string | null;
  serverTime: string;
  at: string;
  tickets: Ticket[];
  payments: {
    id: string;
    state: 'STARTED' | 'CONFIRMING' | 'UNKNOWN' | 'CAPTURED' | 'DECLINED' | 'LATE';
    channel: string;
    amount: Money;
  }[];
  cancellations: Cancellation[];
}

export interface SeatChange {
  id: string;
  order: string;
  ticket: string;
  from: string;
  fromGrade: string;
  to: string;
  toGrade: string;
  reason: string;
  until: string;
  state: 'PROPOSED' | 'AGREED' | 'DECLINED' | 'WITHDRAWN' | 'LAPSED';
  /** Names what was shown; the answer says which terms it is about. */
  terms: string;
}

export interface Payment {
  id: string;
  state: 'STARTED' | 'PENDING' | 'CAPTURED' | 'DECLINED' | 'LATE';
  /** Missing when it is for a wallet. */
  order?: string | null;
  amount: Money;
}

export interface StartedPayment {
  id: string;
  state: Payment['state'];
  /** The payment company's page; missing where nobody has to be asked. */
  redirect: string | null;
}

export interface ChannelName {
  name: string;
  label: {ko: string; en: string};
}

export interface Channel extends ChannelName {
  health: 'GOOD' | 'SLOW' | 'BROKEN' | 'OFF';
  available: boolean;
}

export interface Quote {
  gross: Money;
  fee: Money;
  refund: Money;
  /** The part of the refund that are fees. */
  serviceFee: Money;
  deliveryFee: Money;
  couponReturned: boolean;
  step: string;
  percent: number;
  nextStep: {at: string; percent: number} | null;
  quote: string;
}

/** A performance as a booking, an offer or a wish names it. */
export interface PerformanceName {
  id: string;
  title: string;
  venue: string;
  startsAt: string;
  timeZone: string;
  cancelled?: CalledOff | null;
}

export interface OneTicket {
  id: string;
  order: string;
  booking: string;
  performance: PerformanceName;
  seat: string;
  label: string;
  grade: string;
  state: Ticket['state'];
  /** When it can be shown on a phone: from the day before on. */
  shownFrom: string;
  /** The public key of the phone that shows it. */
  phone: string | null;
  used: boolean;
  /** Whether it is on paper, and on no phone. */
  printed: boolean;
  /** Whether somebody else has bought it and given it away. */
  received: boolean;
  serverTime: string;
}

/** How it stands with giving a ticket to somebody else. */
export interface Transfers {
  allowed: boolean;
  offer: {id: string; url: string; until: string} | null;
}

/** A link to a ticket, as whoever has it sees it. */
export interface TransferLink {
  performance: PerformanceName;
  label: string;
  grade: string;
  until: string;
  open: boolean;
  mine: boolean;
  ticket: string | null;
  accountsOnly: boolean;
  serverTime: string;
}

export interface ReceivedTicket {
  id: string;
  performance: PerformanceName;
  label: string;
  grade: string;
  state: Ticket['state'];
  used: boolean;
}

export interface Offer {
  id: string;
  hold: string;
  state: 'OPEN' | 'ACCEPTED' | 'BOUGHT' | 'ENDED';
  performance: PerformanceName;
  seats: BookedSeat[];
  total: Money;
  until: string;
  /** Missing when the customer wanted to be asked. */
  automaticPayment?: {state: 'RUNNING' | 'PAID' | 'FAILED'; reason?: string; order?: string} | null;
  serverTime: string;
}

export interface Entry {
  id: string;
  performance: PerformanceName;
  grades: string[];
  seats: number;
  adjacent: boolean;
  state: string;
  /** 1 is next; only while it may still be served. */
  position?: number;
  chance?: Chance;
  offer?: {id: string; until: string};
  reason?: string;
}

/** Of being offered something in time: in eight of ten cases between `low` and `high`. */
export interface Chance {
  says: string;
  low: string;
  high: string;
  /** How many seats of these grades have been seen coming back. */
  basedOn: number;
}
