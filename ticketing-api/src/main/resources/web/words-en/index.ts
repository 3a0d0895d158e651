import {en} from '../app/words/en';

globalThis.holdfastWords = en;
