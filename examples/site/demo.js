// Loads the picture over HTTP/2, then over HTTP/1.1, each in a frame of its own origin, and shows what the frames report.
// The ports are those of `./dev run`; ?h2=PORT&h1=PORT names others.

const ports = new URLSearchParams(location.search);
const origins = {
  h2: `https://${location.hostname}:${ports.get('h2') ?? 8443}`,
  h1: `http://${location.hostname}:${ports.get('h1') ?? 8080}`,
};
const names = { h2: 'HTTP/2', 'http/1.1': 'HTTP/1.1', 'http/1.0': 'HTTP/1.0' };
const patience = 15000;

function showOwnProtocol() {
  const [page] = performance.getEntriesByType('navigation');
  document.getElementById('protocol').textContent = names[page.nextHopProtocol] ?? page.nextHopProtocol;
}

function report(side, time, detail) {
  const figure = document.getElementById(side);
  figure.querySelector('.time').textContent = time;
  figure.querySelector('.detail').textContent = detail;
}

// Resolves when the frame has told its result, or has been silent for too long.
function weave(side) {
  const frame = document.querySelector(`#${side} iframe`);
  const origin = origins[side];
  report(side, 'weaving …', '\u00a0');
  return new Promise((resolve) => {
    const finish = (time, detail) => {
      clearTimeout(timer);
      removeEventListener('message', listen);
      report(side, time, detail);
      resolve();
    };
    const listen = (message) => {
      if (message.origin !== origin || message.source !== frame.contentWindow) return;
      const { milliseconds, protocol, octets, tiles, lost } = message.data;
      const missing = lost === 0 ? '' : `, ${lost} lost`;
      finish(`${milliseconds.toFixed(0)} ms`, `${tiles} tiles over ${protocol}, ${Math.round(octets / 1024)} KiB${missing}`);
    };
    const timer = setTimeout(() => finish('no answer', `open ${origin} once to accept its certificate`), patience);
    addEventListener('message', listen);
    // A new query each time, so that the frame loads again and no cache answers.
    frame.src = `${origin}/picture.html?run=${Date.now()}`;
  });
}

async function run() {
  const button = document.getElementById('again');
  button.disabled = true;
  await weave('h2');
  await weave('h1');
  button.disabled = false;
  document.body.dataset.done = 'yes';
}

showOwnProtocol();
document.getElementById('again').addEventListener('click', run);
run();
