const n = (number) => number.toLocaleString('en');

const hours = (minutes) => {
  const rest = minutes % 60;
  if (minutes < 60) return `${minutes} min`;
  return `${Math.floor(minutes / 60)} h${rest ? ` ${rest} min` : ''}`;
};

export default {
  kind: 'Waiting room',
  other: '한국어',
  number: 'Your number',
  ticket: 'Your ticket in the draw',
  eta: 'Estimated wait',
  entry: 'You go in at about',
  aheadOfMe: 'people ahead of you',
  untilLobby: 'until the lobby opens',
  untilOpening: 'until the sale opens',
  untilCalled: 'left for going in',
  progress: 'How far you have come since you joined',
  people: n,
  plain: n,
  aheadInTitle: (count) => (count ? `${n(count)} ahead` : 'You are next'),
  unknown: 'not known yet',
  unknownPaused: 'known when it goes on',
  soon: 'less than a minute',
  upTo: (to) => `${hours(to)} at most`,
  range: (from, to) => (from === to ? `about ${hours(to)}` : `${hours(from)} to ${hours(to)}`),

  loading: ['Looking at the queue', 'One moment, please.'],
  scheduled: ['The lobby is not open yet', (at) => `It opens ${at}. Keep this window open and you will enter by yourself.`],
  lobby: ['You are in the lobby', (at) => `The sale opens ${at}. At that second a draw gives everybody here a number, with the same chance for all. There is no need to reload.`],
  drawing: ['Your number is being drawn', 'This page is working out your number from the draw. You will see it in a moment.'],
  joining: ['You are joining the queue', 'You will see your number in a moment.'],
  proving: ['Making sure you are a person', 'Your device does a small sum for a few seconds. There is nothing for you to do.'],
  waiting: ['You are in the queue', 'When it is your turn, this page goes on to the sale by itself. You may leave it as it is.'],
  next: ['You are nearly there', 'Please stay close. This page goes on to the sale by itself.'],
  full: ['You are next', 'It is full inside for the moment. As soon as there is room you go in first.'],
  invited: ['You are waiting as an invited guest', 'Guests are called in the order kept free for them. This page goes on by itself.'],
  called: ['It is your turn', 'You are going on to the sale.'],
  calledHere: ['It is your turn', 'Please press the button below to go on to the sale.'],
  active: ['You have been let in', 'You are going on to the sale.'],

  pausedBy: {
    STAFF: ['Nobody is being let in for the moment', 'The organiser has paused the queue. You keep your place, and this page goes on by itself.'],
    PAYMENT_TROUBLE: ['Paused: payments are not working well', 'Going in now, you could not have paid. You keep your place, and the queue goes on as soon as payments work.'],
    OVERLOAD: ['Paused: it is very busy inside', 'We wait so that those inside can finish. You keep your place, and this page goes on by itself.'],
    RECOVERING: ['The queue is being restored', 'Something broke, but your place is safe. This window knows your number; please leave it open. It usually takes less than 30 seconds.'],
    ALL_SEATS_HELD: ['All seats are in other people’s hands', 'Seats that are not paid for come back within minutes, and people go in as they do, in order. If the last one is sold we tell you at once.'],
  },
  slowedBy: {
    PAYMENT_TROUBLE: 'Payments are not working well, so people are let in slowly.',
    OVERLOAD: 'It is very busy inside, so people are let in slowly.',
    ALL_SEATS_HELD: 'All seats are in other people’s hands just now. Those not paid for come back within minutes.',
    RECOVERING: 'The queue is being restored. Your place is safe.',
  },
  closedBy: {
    SOLD_OUT: ['Sold out', 'We are sorry: you have waited, and every seat is sold. Waiting longer would not get you in. Tickets given back go first to those on the waitlist.'],
    CLOSED_BY_STAFF: ['The sale has been closed', 'The organiser has closed the sale. Nobody can be let in any more. If you were still waiting: we are sorry.'],
    ENDED: ['The sale is over', 'Nobody can be let in any more. If you were still waiting: we are sorry.'],
  },
  noJoins: ['The queue takes nobody new', 'Those already waiting are still being let in. If it takes people again, this window joins by itself.'],
  members: ['Please sign in', 'This queue is for members. Sign in and you join it at once.'],
  endedBy: {
    EXPIRED: ['Your place has expired', 'You did not come in in time when you were called, or your time for shopping is over. If you join again you start at the end.'],
    LEFT: ['You have left the queue', 'If you join again you start at the end.'],
    DONE: ['Your purchase is done', 'To buy more, please join the queue again.'],
    REVOKED: ['This place has been withdrawn', 'The staff has withdrawn it. If you think this is a mistake, please ask the box office.'],
  },
  replaced: ['You are waiting in another window', 'A window opened later has taken your place over. You may close this one. If you continue here, the other one stops.'],

  movedBack: 'You did not come in when you were called, so you were moved back once. If you miss your next turn, your place is gone.',
  later: (why) => `It will take longer than we said. ${why}`,
  because: {
    RATE: 'People are let in at a slower pace now.',
    CAP: 'Those inside are taking their time, so there is room less often.',
    SEATS: 'Few seats are left, so people are let in slowly.',
    HEALTH: 'Payments or systems are slow, so people are let in slowly.',
    UNKNOWN: 'The queue moves more slowly than we thought.',
  },
  broken: 'Careful: the published key of the draw does not match what was promised beforehand. Please see for yourself on the page of the draw.',

  updated: (seconds) => (seconds < 5 ? 'Updated just now' : seconds < 60 ? `Updated ${seconds} seconds ago` : `Updated ${Math.floor(seconds / 60)} min ago`),
  offline: (seconds) => `The connection is lost. Your place is safe. We try again by ourselves in ${seconds} s.`,
  offlineNew: (seconds) => `There is no connection. We try again by ourselves in ${seconds} s.`,
  busy: (seconds) => `Very many people are here. We try again by ourselves in ${seconds} s; there is nothing for you to do.`,

  go: 'Go to the sale',
  again: 'Join again',
  here: 'Continue here',
  signIn: 'Sign in',
  waitlist: 'Go to the waitlist',
  home: 'Back to the show',
  leave: 'Leave the queue',
  sure: 'Do you really want to leave?',
  sureMore: 'You lose this place, and if you join again you start at the end.',
  stay: 'Keep waiting',

  tell: 'Shall we tell you when it is your turn?',
  sound: 'Tell me by sound',
  notify: 'Browser notification',
  awake: 'Keep the screen on',
  mail: 'Tell me by e-mail',
  mailed: 'We will send you an e-mail when your turn comes near.',
  mailSignIn: 'To be told by e-mail, please sign in.',
  mailFailed: 'That does not work just now. Please try again later.',
  refused: 'Your browser does not allow notifications from this site; you can change that in its settings beside the address.',
  keep: 'Your place is kept in this browser. You may close the window and open it again, but to go in by itself it must be open when your turn comes.',

  fair: 'How is the order decided?',
  fairLobby: 'Everybody who is in the lobby before the opening gets a number by a draw. Its key was settled beforehand, and the key’s fingerprint (SHA-256) below has been public since before the lobby opened. The key itself is published at the opening, so anybody can check that the order was not changed afterwards. Whoever comes later is behind, in order of arrival.',
  commitment: 'Fingerprint of the key',
  checked: 'Your browser has checked that the published key fits the fingerprint.',
  draw: 'Check the draw',

  spoken: (ahead, eta) => `${n(ahead)} people ahead of you. Estimated wait: ${eta}.`,
  calledTitle: 'It is your turn!',
};
