// Browsers slow down the timers of a page nobody looks at to once a minute, and somebody called has about a minute.
// Timers in here are left alone.
let timer = 0;
onmessage = ({ data: milliseconds }) => {
  clearTimeout(timer);
  timer = setTimeout(postMessage, milliseconds, null);
};
