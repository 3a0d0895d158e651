import {ko} from '../app/words/ko';

globalThis.holdfastWords = ko;
